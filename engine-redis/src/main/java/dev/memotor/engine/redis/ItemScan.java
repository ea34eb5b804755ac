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
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Shows all live items to a visitor. */
final class ItemScan {

  /** So few values are asked for at a time that Redis and this process can hold them. */
  private static final int CHUNK = 32;

  /**
   * SCAN gives keys twice when Redis makes its table smaller meanwhile, and then soon after one
   * another: it is enough to remember so many.
   */
  private static final int REMEMBERED = 1 << 16;

  private final RedisEngine engine;
  private final KeyScan nodes;
  private final RedisKeys keys;
  private final EngineClock clock;

  ItemScan(RedisEngine engine, KeyScan nodes, RedisKeys keys, EngineClock clock) {
    this.engine = engine;
    this.nodes = nodes;
    this.keys = keys;
    this.clock = clock;
  }

  void run(Engine.ItemVisitor visitor) {
    Map<Key, Boolean> recent =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
            return size() > REMEMBERED;
          }
        };
    nodes.walk(
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
    boolean goOn = true;
    for (Key key : chunk) {
      Object fields = replyOrRefusal(connection);
      Object length = replyOrRefusal(connection);
      // A refusal: a key of some other type, which belongs to somebody else.
      if (goOn && fields instanceof List<?> list && length instanceof Long fieldCount) {
        ItemFields found = new ItemFields(key, list, 0);
        if (found.data() == null) {
          continue;
        }
        if (found.cas() != 0) {
          goOn = visit(key, found.item(found.data(), found.cas(), clock.now()), visitor);
        } else if (found.count() == fieldCount) {
          withoutCas.add(key);
        }
      }
    }
    for (Key key : withoutCas) {
      Item item = goOn ? read(key) : null;
      if (item != null) {
        goOn = visit(key, item, visitor);
      }
    }
    return goOn;
  }

  private boolean visit(Key key, Item item, Engine.ItemVisitor visitor) {
    return Exptime.isExpired(item.exptime(), clock.now()) || visitor.visit(key, item);
  }

  private static Object replyOrRefusal(RedisConnection connection) {
    try {
      return connection.reply();
    } catch (JedisDataException e) {
      return e;
    }
  }

  /** An item written by hand: a read gives it the number it needs. Null if it is gone. */
  private Item read(Key key) {
    CompletableFuture<Result> done = new CompletableFuture<>();
    engine.execute(new OneRead(new Get(key, Get.Options.PEEK), done));
    try {
      return done.join().item();
    } catch (CompletionException e) {
      if (e.getCause() instanceof EngineException failure) {
        throw failure;
      }
      throw new JedisConnectionException("reading " + key + " failed", e);
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
