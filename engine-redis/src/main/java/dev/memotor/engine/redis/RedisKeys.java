package dev.memotor.engine.redis;

import dev.memotor.engine.Key;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Maps keys of items to keys of Redis, and back. */
final class RedisKeys {

  /**
   * How many groups the slots of a cluster form. Each group has a counter of CAS numbers in one of
   * its own slots, so that a node that is down stops no other node's writes.
   */
  static final int GROUPS = 16;

  private static final int SLOTS = 16384;

  private final byte[] prefix;
  private final boolean clustered;
  private final boolean replaceForeign;
  private final Key[] counters;

  /**
   * Creates the mapping.
   *
   * @param replaceForeign whether a key of another type counts as free
   */
  RedisKeys(byte[] prefix, boolean clustered, boolean replaceForeign) {
    this.prefix = prefix;
    this.replaceForeign = replaceForeign;
    this.clustered = clustered;
    this.counters = new Key[clustered ? GROUPS : 1];
    // Keys of the text protocols have no space: none of them can be this one.
    String name = "memotor cas";
    if (clustered) {
      placeCounters(name);
    } else {
      counters[0] = Key.of(name);
    }
  }

  private void placeCounters(String name) {
    Key first = Key.of(name + " {0}");
    int slot = slot(redisKey(first));
    if (slot == slot(redisKey(Key.of(name + " {1}")))
        && slot == slot(redisKey(Key.of(name + " {2}")))) {
      // A prefix with its own hash tag puts all keys into one slot, so that one counter is enough.
      Arrays.fill(counters, first);
      return;
    }
    int found = 0;
    for (int tag = 0; found < GROUPS; tag++) {
      Key candidate = Key.of(name + " {" + tag + "}");
      int group = group(slot(redisKey(candidate)));
      if (counters[group] == null) {
        counters[group] = candidate;
        found++;
      }
    }
  }

  /** Returns what all keys of Redis begin with; may be empty. */
  byte[] prefix() {
    return prefix;
  }

  byte[] redisKey(Key key) {
    byte[] bytes = key.bytes();
    if (prefix.length == 0) {
      return bytes;
    }
    byte[] joined = Arrays.copyOf(prefix, prefix.length + bytes.length);
    System.arraycopy(bytes, 0, joined, prefix.length, bytes.length);
    return joined;
  }

  /** Returns the item's key, or null if it lacks the prefix or no item can have it. */
  @Nullable Key itemKey(byte[] redisKey) {
    int length = redisKey.length - prefix.length;
    if (length < 1
        || length > Key.MAX_LENGTH
        || !Arrays.equals(redisKey, 0, prefix.length, prefix, 0, prefix.length)) {
      return null;
    }
    return Key.copyOf(redisKey, prefix.length, redisKey.length);
  }

  /** Returns the pattern for SCAN that matches all keys behind the prefix. */
  byte[] pattern() {
    byte[] escaped = new byte[prefix.length * 2 + 1];
    int length = 0;
    for (byte b : prefix) {
      if (b == '*' || b == '?' || b == '[' || b == ']' || b == '\\' || b == '^') {
        escaped[length++] = '\\';
      }
      escaped[length++] = b;
    }
    escaped[length++] = '*';
    return Arrays.copyOf(escaped, length);
  }

  /** Returns whether a key of another type counts as free: reads miss it, and items replace it. */
  boolean replaceForeign() {
    return replaceForeign;
  }

  /** Returns the slot of a key, or 0 without a cluster. */
  int slot(byte[] redisKey) {
    return clustered ? JedisClusterCRC16.getSlot(redisKey) : 0;
  }

  /** Returns which counter provides the CAS numbers of a slot's items; always the same one. */
  int group(int slot) {
    return clustered ? slot / (SLOTS / GROUPS) : 0;
  }

  int groups() {
    return counters.length;
  }

  /** Returns the key of the scheduled flush; no item of the text protocols can have it. */
  Key flushRecord() {
    return Key.of("memotor flush");
  }

  /** Returns the key of a group's counter of CAS numbers. */
  Key counter(int group) {
    return counters[group];
  }
}
