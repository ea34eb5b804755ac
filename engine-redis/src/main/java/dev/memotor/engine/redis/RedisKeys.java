package dev.memotor.engine.redis;

import dev.memotor.engine.Key;
import java.util.Arrays;
import redis.clients.jedis.util.JedisClusterCRC16;

/** How keys of items become keys of Redis, and back. */
final class RedisKeys {

  /**
   * In how many groups the slots of a cluster are counted. Each group has a counter of CAS numbers
   * in one of its own slots, so that a node that is down takes no other node's writes with it.
   */
  static final int GROUPS = 16;

  private static final int SLOTS = 16384;

  private final byte[] prefix;
  private final boolean clustered;
  private final boolean replaceForeign;
  private final byte[][] counters;

  /**
   * Makes the mapping.
   *
   * @param replaceForeign whether a key of another type counts as free
   */
  RedisKeys(byte[] prefix, boolean clustered, boolean replaceForeign) {
    this.prefix = prefix;
    this.replaceForeign = replaceForeign;
    this.clustered = clustered;
    // A space, because no key of the text protocols has one: it is nobody's item.
    byte[] name = concat(prefix, Ascii.bytes("memotor cas"));
    this.counters = new byte[clustered ? GROUPS : 1][];
    if (clustered) {
      placeCounters(name);
    } else {
      counters[0] = name;
    }
  }

  private void placeCounters(byte[] name) {
    byte[] only = concat(name, Ascii.bytes(" {0}"));
    int found = 0;
    // A prefix with a tag of its own puts all keys into one slot, and then one counter is enough.
    int[] slots = {
      JedisClusterCRC16.getSlot(only),
      JedisClusterCRC16.getSlot(concat(name, Ascii.bytes(" {1}"))),
      JedisClusterCRC16.getSlot(concat(name, Ascii.bytes(" {2}")))
    };
    if (slots[0] == slots[1] && slots[0] == slots[2]) {
      Arrays.fill(counters, only);
      return;
    }
    for (int tag = 0; found < GROUPS; tag++) {
      byte[] candidate = concat(name, Ascii.bytes(" {" + tag + "}"));
      int group = group(JedisClusterCRC16.getSlot(candidate));
      if (counters[group] == null) {
        counters[group] = candidate;
        found++;
      }
    }
  }

  /** What all keys begin with; empty for nothing. */
  byte[] prefix() {
    return prefix;
  }

  byte[] redisKey(Key key) {
    return prefix.length == 0 ? key.bytes() : concat(prefix, key.bytes());
  }

  /** The item's key, or null if this is none: not behind the prefix, or of no possible length. */
  Key itemKey(byte[] redisKey) {
    int length = redisKey.length - prefix.length;
    if (length < 1
        || length > Key.MAX_LENGTH
        || !Arrays.equals(redisKey, 0, prefix.length, prefix, 0, prefix.length)) {
      return null;
    }
    return Key.copyOf(redisKey, prefix.length, redisKey.length);
  }

  /** The pattern for SCAN that matches all that stands behind the prefix. */
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

  /** Whether a key of another type counts as free: reads miss it, and items take its place. */
  boolean replaceForeign() {
    return replaceForeign;
  }

  /** The slot of a key, or 0 where there are none. */
  int slot(byte[] redisKey) {
    return clustered ? JedisClusterCRC16.getSlot(redisKey) : 0;
  }

  /** Which counter gives the CAS numbers of a slot's items; always the same one. */
  int group(int slot) {
    return clustered ? slot / (SLOTS / GROUPS) : 0;
  }

  int groups() {
    return counters.length;
  }

  /** Where the flush to come is kept; nobody's item, like the counters. */
  byte[] flushRecord() {
    return concat(prefix, Ascii.bytes("memotor flush"));
  }

  byte[] counter(int group) {
    return counters[group];
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
