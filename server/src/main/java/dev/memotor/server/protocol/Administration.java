package dev.memotor.server.protocol;

import dev.memotor.server.config.ClusterNode;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** The commands that concern the server rather than an item. */
public interface Administration {

  /** What {@code version} answers: three numbers with dots, nothing else. */
  String version();

  /** Returns whether {@code flush_all} is allowed. */
  boolean isFlushEnabled();

  /** Returns whether keys may be listed, and counted by prefix. */
  boolean areDumpsEnabled();

  /** Returns whether {@code stats sizes} counts items by size. */
  boolean tracksSizes();

  /** Returns whether {@code watch} is allowed. */
  boolean isWatchEnabled();

  /**
   * Removes everything, now or at a moment to come, or what is older than a moment in the past. The
   * newest command replaces one that is still to come.
   *
   * @param at UNIX seconds, or 0 for now
   * @return completed when it has been done or scheduled for good
   */
  CompletionStage<Void> flush(long at);

  /**
   * Sets how much is logged: 0 for what an operator wants to know, 1 for more, 2 and above for all.
   */
  void setVerbosity(int level);

  /** Outcome of {@link #setMemoryLimit}. */
  enum MemoryLimit {
    SET,
    TOO_SMALL,
    NOT_POSSIBLE
  }

  /** Sets the memory that items may take. */
  MemoryLimit setMemoryLimit(long megabytes);

  /** Returns whether a client may stop the server. */
  boolean isShutdownEnabled();

  /** Stops the server; returns at once. */
  void shutdown();

  /**
   * Reads the certificates of TLS again.
   *
   * @return what to answer
   */
  String refreshCertificates();

  /** The servers announced to clients with auto-discovery; empty for none. */
  List<ClusterNode> clusterNodes();

  /** Sets the counters to zero. */
  void resetStats();

  /**
   * The figures of a stats group.
   *
   * @param group empty for the general ones
   * @return whether there is such a group
   */
  boolean stats(String group, BiConsumer<String, String> figure);

  /** Switches counting by key prefix. */
  void setDetail(boolean on);

  /** What was counted by key prefix, one line each. */
  String detail();
}
