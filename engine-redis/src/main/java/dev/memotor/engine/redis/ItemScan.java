package dev.memotor.engine.redis;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/** Shows all live items to a visitor. */
final class ItemScan {

  /** Few enough values at a time for Redis and this process to hold. */
  private static final int CHUNK = 32;

  /**
   * SCAN returns keys twice when Redis shrinks its table meanwhile, and then in short succession:
   * it is enough to remember this many.
   */
  private static final int MAX_REMEMBERED = 1 << 16;

  private final Lanes lanes;
  private final KeyScan keyScan;
  private final RedisKeys keys;
  private final EngineClock clock;

  ItemScan(Lanes lanes, KeyScan keyScan, RedisKeys keys, EngineClock clock) {
    this.lanes = lanes;
    this.keyScan = keyScan;
    this.keys = keys;
    this.clock = clock;
  }

  void run(Engine.ItemVisitor visitor) {
    Map<Key, Boolean> recent =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
          }
        };
    keyScan.walk(
        (connection, page) -> {
          List<Key> fresh = new ArrayList<>(page.size());
          for (byte[] redisKey : page) {
            Key key = keys.itemKey(redisKey);
            if (key != null && recent.put(key, true) == null) {
              fresh.add(key);
            }
          }
          for (int from = 0; from < fresh.size(); from += CHUNK) {
            List<Key> chunk = fresh.subList(from, Math.min(from + CHUNK, fresh.size()));
            if (!show(connection, chunk, visitor)) {
              return false;
            }
          }
          return true;
        });
  }

  private boolean show(RedisConnection connection, List<Key> chunk, Engine.ItemVisitor visitor) {
    for (Key key : chunk) {
      byte[] redisKey = keys.redisKey(key);
      connection.readFields(redisKey);
      connection.sendCommand(Protocol.Command.HLEN, redisKey);
    }
    connection.send();
    List<Key> withoutCas = new ArrayList<>();
    boolean more = true;
    for (Key key : chunk) {
      Object fields = connection.replyOrError();
      Object length = connection.replyOrError();
      // An error means a key of another type, which belongs to another program.
      if (more && fields instanceof List<?> list && length instanceof Long fieldCount) {
        ItemFields found = new ItemFields(key, list, 0);
        if (!found.exist()) {
          continue;
        }
        if (found.cas() != 0) {
          more = visit(key, found.item(found.value(), found.cas(), clock.now()), visitor);
        } else if (found.count() == fieldCount) {
          withoutCas.add(key);
        }
      }
    }
    for (Key key : withoutCas) {
      Item item = more ? read(key) : null;
      if (item != null) {
        more = visit(key, item, visitor);
      }
    }
    return more;
  }

  private boolean visit(Key key, Item item, Engine.ItemVisitor visitor) {
    return Exptime.isExpired(item.exptime(), clock.now()) || visitor.visit(key, item);
  }

  /** Reads an item written by hand, which gives it a CAS number. Returns null if it is gone. */
  private @Nullable Item read(Key key) {
    CompletableFuture<Result> done = new CompletableFuture<>();
    lanes.execute(new OneRead(new Get(key, Get.Options.PEEK), done));
    try {
      return done.join().itemOrNull();
    } catch (CompletionException e) {
      throw EngineException.of(e, "reading " + key + " failed");
    }
  }

  private record OneRead(Operation get, CompletableFuture<Result> done) implements Batch {

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Operation operation(int index) {
      return get;
    }

    @Override
    public void complete(int index, Result result) {
      done.complete(result);
    }

    @Override
    public void fail(int index, EngineException failure) {
      done.completeExceptionally(failure);
    }
  }
}
