package dev.memotor.conformance.against;

import dev.memotor.conformance.wire.ServerVersion;

/**
 * Limits of generated sequences.
 *
 * @param level the older of the two servers' releases: later features are known to only one
 * @param flush whether the servers may be wiped
 * @param accessRecord whether to ask when and whether an item was read, which engines may forget
 */
record SequenceLimits(ServerVersion level, boolean flush, boolean accessRecord) {

  static final ServerVersion META_STORE_SIZE = new ServerVersion(1, 6, 21);
  static final ServerVersion EXPLICIT_CAS = new ServerVersion(1, 6, 27);
  static final ServerVersion NEW_PARSER = new ServerVersion(1, 6, 40);

  /** Numbers as digits alone, and of a bounded length. */
  static final ServerVersion STRICT_NUMBERS = new ServerVersion(1, 6, 45);

  boolean since(ServerVersion version) {
    return level.compareTo(version) >= 0;
  }
}
