package dev.memotor.bench.protocol;

import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;

/** The binary protocol. Several keys are a chain of quiet gets, ended by a no-op. */
final class BinaryRequests implements RequestWriter {

  private static final int MAGIC = 0x80;
  private static final int HEADER = 24;

  private final Keyspace keyspace;
  private final Values values;
  private final int ttl;
  private final byte[] itemKey;
  private final byte[] counterKey;

  BinaryRequests(Keyspace keyspace, Values values, int ttl) {
    this.keyspace = keyspace;
    this.values = values;
    this.ttl = ttl;
    itemKey = keyspace.items().bytes(0);
    counterKey = keyspace.counters().bytes(0);
  }

  @Override
  public void get(ByteBuffer out, int key, int opaque) {
    header(out, BinaryOpcode.GET, itemKey.length, 0, itemKey.length, opaque);
    putItemKey(out, key);
  }

  @Override
  public void multiGet(ByteBuffer out, int[] keys, int count, int opaque) {
    for (int i = 0; i < count; i++) {
      header(out, BinaryOpcode.GETQ, itemKey.length, 0, itemKey.length, opaque + i);
      putItemKey(out, keys[i]);
    }
    header(out, BinaryOpcode.NOOP, 0, 0, 0, opaque + count);
  }

  @Override
  public void set(ByteBuffer out, int key, int size, int opaque) {
    header(out, BinaryOpcode.SET, itemKey.length, 8, 8 + itemKey.length + size, opaque);
    out.putInt(0).putInt(ttl);
    putItemKey(out, key);
    values.put(out, key, size);
  }

  @Override
  public void setCounter(ByteBuffer out, int key, int opaque) {
    header(out, BinaryOpcode.SET, counterKey.length, 8, 8 + counterKey.length + 1, opaque);
    out.putInt(0).putInt(ttl);
    putCounterKey(out, key);
    out.put((byte) '0');
  }

  @Override
  public void increment(ByteBuffer out, int key, int opaque) {
    header(out, BinaryOpcode.INCREMENT, counterKey.length, 20, 20 + counterKey.length, opaque);
    // All bits set in the expiry: do not create a counter that is not there.
    out.putLong(1).putLong(0).putInt(-1);
    putCounterKey(out, key);
  }

  @Override
  public boolean endsSingleGet() {
    return false;
  }

  @Override
  public int overhead() {
    // A chain of one key carries the no-op's header too.
    return 2 * HEADER + 20 + keyspace.longestKey();
  }

  private static void header(
      ByteBuffer out, int opcode, int keyLength, int extras, int body, int opaque) {
    out.putInt(MAGIC << 24 | opcode << 16 | keyLength);
    out.putInt(extras << 24);
    out.putInt(body);
    out.putInt(opaque);
    out.putLong(0);
  }

  private void putItemKey(ByteBuffer out, int key) {
    keyspace.items().replace(itemKey, 0, key);
    out.put(itemKey);
  }

  private void putCounterKey(ByteBuffer out, int key) {
    keyspace.counters().replace(counterKey, 0, key);
    out.put(counterKey);
  }
}
