package dev.memotor.server.observe.watch;

import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import dev.memotor.server.buffer.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Notifies watching clients of events, one line each, in memcached's words. Costs one read of a
 * field while there is no watcher.
 */
public final class WatchHub {

  private static final int MAX_WATCHERS = 20;

  private record Watching(Watcher watcher, int streams) {}

  private final List<Watching> watchers = new CopyOnWriteArrayList<>();
  private final AtomicLong lastId = new AtomicLong();
  private final LongAdder sent = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private volatile int active;

  /** Adds a watcher, unless there are too many. */
  public synchronized boolean add(Watcher watcher, Set<Stream> streams) {
    if (watchers.size() >= MAX_WATCHERS) {
      return false;
    }
    int bits = 0;
    for (Stream stream : streams) {
      bits |= stream.bit();
    }
    watchers.add(new Watching(watcher, bits));
    updateActive();
    return true;
  }

  public synchronized void remove(Watcher watcher) {
    watchers.removeIf(watching -> watching.watcher == watcher);
    updateActive();
  }

  private void updateActive() {
    int bits = 0;
    for (Watching watching : watchers) {
      bits |= watching.streams;
    }
    active = bits;
  }

  /** Returns whether there are watchers. */
  public boolean isActive() {
    return active != 0;
  }

  public int watcherCount() {
    return watchers.size();
  }

  public long sentCount() {
    return sent.sum();
  }

  public long skippedCount() {
    return skipped.sum();
  }

  /**
   * Reports an operation to watchers. As in memcached, whatever looks up an item, a touch or an
   * increment included, is logged as a fetch; a store is logged only as a store.
   *
   * @param meta whether it came as a meta command
   * @param now UNIX seconds
   */
  public void operation(
      int connection, Operation operation, Result result, boolean meta, long now) {
    Key key = operation.key();
    switch (operation.kind()) {
      case STORE -> {
        Store store = (Store) operation;
        String command =
            store.condition() != null ? "cas" : store.mode().name().toLowerCase(Locale.ROOT);
        stored(connection, key, command, store.valueLength(), result, now);
      }
      case CONCAT -> {
        Concat concat = (Concat) operation;
        String command = concat.side().name().toLowerCase(Locale.ROOT);
        stored(connection, key, command, concat.valueLength(), result, now);
      }
      case DELETE -> {
        fetched(connection, key, result);
        deleted(connection, (Delete) operation, result, meta, now);
      }
      case ARITHMETIC -> {
        fetched(connection, key, result);
        if (result.isCreated()) {
          stored(connection, key, "add", 0, result, now);
        }
      }
      case GET, TOUCH -> fetched(connection, key, result);
    }
  }

  private void fetched(int connection, Key key, Result result) {
    if (!isWatched(Stream.FETCHERS)) {
      return;
    }
    boolean found =
        switch (result.status()) {
          case OK -> !result.isCreated();
          case EXISTS, NON_NUMERIC -> true;
          case NOT_FOUND, NOT_STORED, TOO_LARGE -> false;
        };
    String missing = result == Result.EXPIRED_ITEM ? "expired" : "not_found";
    int size = found ? result.valueLength() : 0;
    StringBuilder line = event("item_get", key);
    line.append(" status=").append(found ? "found" : missing);
    line.append(" clsid=").append(found ? 1 : 0);
    tell(Stream.FETCHERS, line.append(" cfd=").append(connection).append(" size=").append(size));
  }

  private void deleted(int connection, Delete delete, Result result, boolean meta, long now) {
    boolean emptied =
        delete.keep() == Delete.Keep.EMPTY_ITEM || delete.keep() == Delete.Keep.STALE_EMPTY_ITEM;
    boolean gone = delete.keep() == Delete.Keep.NOTHING || delete.keep() == Delete.Keep.EMPTY_ITEM;
    if (!result.isOk()) {
      return;
    }
    if (emptied) {
      stored(connection, delete.key(), "set", 0, result, now);
    }
    if (gone && isWatched(Stream.DELETIONS)) {
      StringBuilder line = event("deleted", delete.key());
      line.append(" cmd=").append(meta ? "md" : "delete");
      tell(Stream.DELETIONS, line.append(" clsid=1 size=0"));
    }
  }

  private void stored(
      int connection, Key key, String command, int length, Result result, long now) {
    if (!isWatched(Stream.MUTATIONS)) {
      return;
    }
    Item item = result.isOk() ? result.itemOrNull() : null;
    String status =
        switch (result.status()) {
          case OK -> "stored";
          case EXISTS -> "exists";
          case NOT_FOUND -> "not_found";
          case TOO_LARGE -> "too_large";
          case NOT_STORED, NON_NUMERIC -> "not_stored";
        };
    StringBuilder line = event("item_store", key);
    line.append(" status=").append(status).append(" cmd=").append(command);
    line.append(" ttl=").append(ttl(item, now)).append(" clsid=1 cfd=").append(connection);
    line.append(" size=").append(item == null ? length : result.valueLength());
    tell(Stream.MUTATIONS, line);
  }

  /**
   * Returns a number as memcached logs it: 32 bits, unsigned, so that negative ones wrap around.
   */
  private static long ttl(@Nullable Item item, long now) {
    return item == null || item.exptime() == Exptime.NEVER
        ? 0
        : Math.max(-1, item.exptime() - now) & 0xFFFF_FFFFL;
  }

  /** Reports a new connection. */
  public void connected(int connection, String address, int port, String transport) {
    if (isWatched(Stream.CONNEVENTS)) {
      tell(
          Stream.CONNEVENTS,
          event("conn_new")
              .append(" rip=")
              .append(address)
              .append(" rport=")
              .append(port)
              .append(" transport=")
              .append(transport)
              .append(" cfd=")
              .append(connection));
    }
  }

  /** Reports a closed connection. */
  public void disconnected(int connection, String address, int port, String transport) {
    if (isWatched(Stream.CONNEVENTS)) {
      tell(
          Stream.CONNEVENTS,
          event("conn_close")
              .append(" rip=")
              .append(address)
              .append(" rport=")
              .append(port)
              .append(" transport=")
              .append(transport)
              .append(" reason=normal cfd=")
              .append(connection));
    }
  }

  private boolean isWatched(Stream stream) {
    return (active & stream.bit()) != 0;
  }

  private StringBuilder event(String type) {
    long micros = System.currentTimeMillis() * 1000;
    return new StringBuilder(128)
        .append("ts=")
        .append(micros / 1_000_000)
        .append('.')
        .append(String.format(Locale.ROOT, "%06d", micros % 1_000_000))
        .append(" gid=")
        .append(lastId.incrementAndGet())
        .append(" type=")
        .append(type);
  }

  private StringBuilder event(String type, Key key) {
    return event(type).append(" key=").append(PercentEncoding.of(key.bytes()));
  }

  private void tell(Stream stream, StringBuilder line) {
    byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    for (Watching watching : watchers) {
      if ((watching.streams & stream.bit()) != 0) {
        (watching.watcher.offer(bytes) ? sent : skipped).increment();
      }
    }
  }
}
