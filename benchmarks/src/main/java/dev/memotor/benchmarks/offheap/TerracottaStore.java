package dev.memotor.benchmarks.offheap;

import dev.memotor.engine.Key;
import java.nio.ByteBuffer;
import org.terracotta.offheapstore.buffersource.OffHeapBufferSource;
import org.terracotta.offheapstore.concurrent.ConcurrentOffHeapClockCache;
import org.terracotta.offheapstore.paging.PageSource;
import org.terracotta.offheapstore.paging.UnlimitedPageSource;
import org.terracotta.offheapstore.paging.UpfrontAllocatingPageSource;
import org.terracotta.offheapstore.storage.OffHeapBufferStorageEngine;
import org.terracotta.offheapstore.storage.PointerSize;
import org.terracotta.offheapstore.storage.portability.ByteArrayPortability;
import org.terracotta.offheapstore.storage.portability.Portability;

/** Terracotta's offheap-store, which Ehcache uses. */
final class TerracottaStore implements OffHeapStore {

  private static final int PAGE = 1 << 20;
  private static final int LARGEST_CHUNK = 64 << 20;

  private final ConcurrentOffHeapClockCache<Key, byte[]> cache;

  /**
   * Opens a cache.
   *
   * @param full whether it will be: only memory that is taken at once is bounded
   */
  TerracottaStore(long bytes, boolean full) {
    OffHeapBufferSource buffers = new OffHeapBufferSource();
    PageSource pages =
        full
            ? new UpfrontAllocatingPageSource(buffers, bytes, LARGEST_CHUNK, PAGE)
            : new UnlimitedPageSource(buffers);
    cache =
        new ConcurrentOffHeapClockCache<>(
            pages,
            OffHeapBufferStorageEngine.createFactory(
                PointerSize.INT,
                pages,
                PAGE,
                new Keys(),
                ByteArrayPortability.INSTANCE,
                false,
                true));
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
    cache.destroy();
  }

  private static final class Keys implements Portability<Key> {

    @Override
    public ByteBuffer encode(Key key) {
      return ByteBuffer.wrap(key.bytes());
    }

    @Override
    public Key decode(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return Key.of(bytes);
    }

    @Override
    public boolean equals(Object key, ByteBuffer buffer) {
      return encode((Key) key).equals(buffer);
    }
  }
}
