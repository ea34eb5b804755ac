package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.List;
import redis.clients.jedis.HostAndPort;

/** Which node holds which keys. For all threads; only {@link #discover} waits. */
interface Topology {

  /**
   * The node that holds the keys of a slot.
   *
   * @throws EngineException of kind UNAVAILABLE if that is not known
   */
  HostAndPort master(int slot);

  /** All nodes that hold keys; empty if that is not known. */
  List<HostAndPort> masters();

  /**
   * Finds the nodes out. May wait.
   *
   * @throws EngineException of kind UNAVAILABLE or CONFIGURATION
   */
  void discover();

  /** A node said that a slot belongs to another one. */
  default void moved(int slot, HostAndPort to) {}

  /** Something went wrong with a node: perhaps another one has taken over. Does not wait. */
  default void suspect() {}
}
