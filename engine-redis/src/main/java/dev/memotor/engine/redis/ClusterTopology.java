package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/** The slots of a cluster and the masters that hold them. */
final class ClusterTopology extends DiscoveredTopology {

  private static final int SLOTS = 16384;

  private final List<HostAndPort> seeds;
  private final AtomicReferenceArray<HostAndPort> slots = new AtomicReferenceArray<>(SLOTS);

  ClusterTopology(List<HostAndPort> seeds, Connector connector) {
    super(connector, false);
    this.seeds = seeds;
  }

  @Override
  public HostAndPort master(int slot) {
    HostAndPort node = slots.get(slot);
    if (node == null) {
      suspect();
      throw new EngineException(
          EngineException.Kind.UNAVAILABLE,
          "no node of the Redis cluster " + seeds + " is known to hold slot " + slot);
    }
    return node;
  }

  @Override
  public List<HostAndPort> masters() {
    Set<HostAndPort> masters = new LinkedHashSet<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      HostAndPort node = slots.get(slot);
      if (node != null) {
        masters.add(node);
      }
    }
    return List.copyOf(masters);
  }

  @Override
  public void moved(int slot, HostAndPort to) {
    slots.set(slot, to);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A node that was cut off may still answer with an outdated map. Where the map is wrong, nodes
   * answer MOVED or the connection fails, and discovery runs again; it starts with a different node
   * each time.
   */
  @Override
  public void discover() {
    Set<HostAndPort> candidates = new LinkedHashSet<>(masters());
    candidates.addAll(seeds);
    List<HostAndPort> order = new ArrayList<>(candidates);
    Collections.shuffle(order);
    askInTurn(order, "no node of the Redis cluster knows its slots");
  }

  @Override
  String learn(RedisConnection connection, HostAndPort server) {
    connection.sendCommand(Protocol.Command.CLUSTER, Ascii.bytes("SLOTS"));
    connection.send();
    HostAndPort[] map = new HostAndPort[SLOTS];
    for (Object range : (List<?>) connection.reply()) {
      List<?> parts = (List<?>) range;
      List<?> master = (List<?>) parts.get(2);
      byte[] host = (byte[]) master.get(0);
      HostAndPort address =
          new HostAndPort(
              // A node that does not know its own address leaves it out.
              host == null || host.length == 0 || Arrays.equals(host, Ascii.bytes("?"))
                  ? server.getHost()
                  : Ascii.text(host),
              ((Long) master.get(1)).intValue());
      int from = ((Long) parts.get(0)).intValue();
      int to = ((Long) parts.get(1)).intValue();
      Arrays.fill(map, from, to + 1, address);
    }
    if (Arrays.stream(map).noneMatch(Objects::nonNull)) {
      return "knows no slots";
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      slots.set(slot, map[slot]);
    }
    return "";
  }
}
