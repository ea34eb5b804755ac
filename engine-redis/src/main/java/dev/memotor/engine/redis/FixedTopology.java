package dev.memotor.engine.redis;

import java.util.List;
import redis.clients.jedis.HostAndPort;

/** One server that never changes. */
final class FixedTopology implements Topology {

  private final HostAndPort address;

  FixedTopology(HostAndPort address) {
    this.address = address;
  }

  @Override
  public HostAndPort master(int slot) {
    return address;
  }

  @Override
  public List<HostAndPort> masters() {
    return List.of(address);
  }

  @Override
  public void discover() {}
}
