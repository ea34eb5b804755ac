package dev.memotor.server.protocol;

import dev.memotor.server.config.ClusterNode;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** The commands that concern the server rather than an item. */
public interface Administration {

  /** Returns the version that clients see: three numbers separated by dots. */
  String version();

  boolean isFlushEnabled();

  /** Returns whether keys may be listed, and counted by prefix. */
  boolean areDumpsEnabled();

  /** Returns whether {@code stats sizes} counts items by size. */
  boolean tracksSizes();

  boolean isWatchEnabled();

  /**
   * Removes all items, now or at a time in the future, or those older than a time in the past. A
   * command replaces a pending one.
   *
   * @param at UNIX seconds, or 0 for now
   * @return completes when the items have been removed or the removal is scheduled
   */
  CompletionStage<Void> flush(long at);

  /**
   * Sets how much is logged: 0 for what an operator needs, 1 for commands too, 2 and above for all.
   */
  void setVerbosity(int level);

  enum MemoryLimit {
    SET,
    TOO_SMALL,
    NOT_POSSIBLE
  }

  /** Sets the memory limit of items. */
  MemoryLimit setMemoryLimit(long megabytes);

  boolean isShutdownEnabled();

  /** Stops the server; returns at once. */
  void shutdown();

  /**
   * Reloads the TLS certificates.
   *
   * @return the reply line
   */
  String refreshCertificates();

  /** The servers announced to clients with auto-discovery; empty for none. */
  List<ClusterNode> clusterNodes();

  void resetStats();

  /**
   * Reports the figures of a stats group.
   *
   * @param group empty for the general one
   * @return whether there is such a group
   */
  boolean stats(String group, BiConsumer<String, String> figure);

  /** Switches counting by key prefix on or off. */
  void setDetail(boolean on);

  /** Returns the counts by key prefix, one line each. */
  String detail();
}
