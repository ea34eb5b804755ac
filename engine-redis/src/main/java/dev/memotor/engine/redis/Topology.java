package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.List;
import redis.clients.jedis.HostAndPort;

/** Which node holds which keys. Thread-safe; only {@link #discover} blocks. */
interface Topology {

  /** Returns the topology of a single server that never changes. */
  static Topology of(HostAndPort address) {
    return new Topology() {
      @Override
      public HostAndPort master(int slot) {
        return address;
      }

      @Override
      public List<HostAndPort> masters() {
        return List.of(address);
      }
    };
  }

  /**
   * Returns the node that holds the keys of a slot.
   *
   * @throws EngineException of kind UNAVAILABLE if it is unknown
   */
  HostAndPort master(int slot);

  /** Returns all nodes that hold keys; empty if they are unknown. */
  List<HostAndPort> masters();

  /**
   * Finds the nodes. May block.
   *
   * @throws EngineException of kind UNAVAILABLE or CONFIGURATION
   */
  default void discover() {}

  /** Notes that, according to a node, a slot belongs to another one. */
  default void moved(int slot, HostAndPort to) {}

  /** Notes trouble with a node: another one may have taken over. Does not block. */
  default void suspect() {}
}
