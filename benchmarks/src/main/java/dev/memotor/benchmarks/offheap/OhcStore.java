package dev.memotor.benchmarks.offheap;

import dev.memotor.engine.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.caffinitas.ohc.CacheSerializer;
import org.caffinitas.ohc.OHCache;
import org.caffinitas.ohc.OHCacheBuilder;

/** OHC, which Cassandra used for its row cache. */
final class OhcStore implements OffHeapStore {

  private final OHCache<Key, byte[]> cache;

  OhcStore(long bytes) {
    cache =
        OHCacheBuilder.<Key, byte[]>newBuilder()
            .capacity(bytes)
            .keySerializer(new Keys())
            .valueSerializer(new Values())
            .build();
  }

  @Override
  public long get(Key[] keys) {
    long bytes = 0;
    for (Key key : keys) {
      byte[] value = cache.get(key);
      bytes += value == null ? 0 : value.length;
    }
    return bytes;
  }

  @Override
  public void put(Key[] keys, byte[][] values) {
    for (int i = 0; i < keys.length; i++) {
      cache.put(keys[i], values[i]);
    }
  }

  @Override
  public long items() {
    return cache.size();
  }

  @Override
  public void close() {
    try {
      cache.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Keys implements CacheSerializer<Key> {

    @Override
    public void serialize(Key key, ByteBuffer buffer) {
      buffer.put(key.bytes());
    }

    @Override
    public Key deserialize(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return Key.of(bytes);
    }

    @Override
    public int serializedSize(Key key) {
      return key.length();
    }
  }

  private static final class Values implements CacheSerializer<byte[]> {

    @Override
    public void serialize(byte[] value, ByteBuffer buffer) {
      buffer.put(value);
    }

    @Override
    public byte[] deserialize(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }

    @Override
    public int serializedSize(byte[] value) {
      return value.length;
    }
  }
}
