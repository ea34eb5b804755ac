package dev.memotor.engine.redis;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Batch;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Decimal;
import dev.memotor.engine.Delete;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.support.AccessRecord;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operation of a batch: the command it becomes, and what the reply means. */
final class OperationCommand extends RedisCommand {

  private static final Logger LOG = LoggerFactory.getLogger(OperationCommand.class);

  /** The scripts' ways to say how it ended. */
  private static final int OK = 0;

  private static final int NOT_FOUND = 1;
  private static final int EXPIRED = 2;
  private static final int NOT_STORED = 3;
  private static final int EXISTS = 4;
  private static final int TOO_LARGE = 5;
  private static final int NON_NUMERIC = 6;
  private static final int WON = 7;
  private static final int CREATED = 8;

  private static final int OBJECT_WEIGHT = 64;

  private final Batch batch;
  private final int index;
  private final Operation operation;
  private final AccessRecord access;
  private final Counters counters;
  private final int group;
  private final boolean replaceForeign;

  private long now;
  private long cas;

  /** An item without a CAS number that this read has found and now gives one; or null. */
  private ItemFields itemWithoutCas;

  private boolean wonWithoutCas;

  OperationCommand(
      Batch batch,
      int index,
      Operation operation,
      RedisKeys keys,
      byte[] redisKey,
      int slot,
      long deadline,
      AccessRecord access,
      Counters counters) {
    super(operation.key(), redisKey, slot, deadline);
    this.batch = batch;
    this.index = index;
    this.operation = operation;
    this.access = access;
    this.counters = counters;
    this.group = keys.group(slot);
    this.replaceForeign = keys.replaceForeign();
  }

  @Override
  int weight() {
    int value = 0;
    if (operation instanceof Store store) {
      value = store.value().length;
    } else if (operation instanceof Concat concat) {
      value = concat.value().length;
    }
    return value + redisKey.length + OBJECT_WEIGHT;
  }

  @Override
  boolean isRepeatable() {
    return !operation.writesItem();
  }

  @Override
  int casNeeded() {
    if (itemWithoutCas != null) {
      return 1;
    }
    if (operation instanceof Get get) {
      return get.options().vivifyExptime() != Exptime.NONE && get.options().vivifyCas() == 0
          ? 1
          : 0;
    }
    if (operation instanceof Store store) {
      return store.newCas() == 0 ? 1 : 0;
    }
    if (operation instanceof Arithmetic arithmetic) {
      return arithmetic.newCas() == 0 ? 1 : 0;
    }
    if (operation instanceof Concat concat) {
      return concat.newCas() == 0 ? 1 : 0;
    }
    if (operation instanceof Delete delete) {
      boolean numbered =
          delete.keep() == Delete.Keep.STALE_ITEM || delete.keep() == Delete.Keep.STALE_EMPTY_ITEM;
      return numbered && delete.newCas() == 0 ? 1 : 0;
    }
    return 0;
  }

  /* ----- the command ----- */

  @Override
  void send(RedisConnection connection, CasNumbers numbers, long sentAt) {
    now = sentAt;
    byte[] time = Ascii.number(now);
    if (casNeeded() > 0) {
      cas = numbers.next(group);
    }
    if (itemWithoutCas != null) {
      connection.script(Script.ADOPT, redisKey, time, itemWithoutCas.data(), Ascii.number(cas));
    } else if (operation instanceof Get get) {
      sendGet(connection, get, time);
    } else if (operation instanceof Store store) {
      sendStore(connection, store, time);
    } else if (operation instanceof Arithmetic arithmetic) {
      sendArithmetic(connection, arithmetic, time);
    } else if (operation instanceof Touch touch) {
      connection.script(Script.TOUCH, redisKey, time, Ascii.exptime(touch.exptime()));
    } else if (operation instanceof Delete delete) {
      sendDelete(connection, delete, time);
    } else {
      sendConcat(connection, (Concat) operation, time);
    }
  }

  private void sendGet(RedisConnection connection, Get get, byte[] time) {
    if (!get.writesItem()) {
      connection.readFields(redisKey);
      return;
    }
    Get.Options options = get.options();
    cas = options.vivifyCas() == 0 ? cas : options.vivifyCas();
    connection.script(
        Script.GET,
        redisKey,
        time,
        Ascii.optionalExptime(options.exptime()),
        Ascii.bool(options.contest()),
        // Not cut to what an item can hold: it is compared, not stored.
        options.recacheBefore() == Exptime.NONE
            ? Ascii.EMPTY
            : Ascii.number(options.recacheBefore()),
        Ascii.bool(options.recacheSeesTouch()),
        Ascii.optionalExptime(options.vivifyExptime()),
        Ascii.number(cas),
        Marks.ofKey(options.vivifyBinaryKey()));
  }

  private void sendStore(RedisConnection connection, Store store, byte[] time) {
    cas = store.newCas() == 0 ? cas : store.newCas();
    byte[] flags = Ascii.flags(store.flags());
    byte[] exptime = Ascii.exptime(store.exptime());
    byte[] marks = Marks.ofKey(store.binaryKey());
    if (!store.readsItem()) {
      connection.script(
          Script.SET, redisKey, time, store.value(), flags, exptime, Ascii.number(cas), marks);
      return;
    }
    CasCondition condition = store.condition();
    connection.script(
        Script.STORE,
        redisKey,
        time,
        store.value(),
        flags,
        exptime,
        Ascii.number(cas),
        marks,
        mode(store.mode()),
        expected(condition),
        Ascii.bool(condition != null && condition.staleIfOlder()));
  }

  private static byte[] mode(Store.Mode mode) {
    return switch (mode) {
      case SET -> Words.SET;
      case ADD -> Words.ADD;
      case REPLACE -> Words.REPLACE;
    };
  }

  private void sendArithmetic(RedisConnection connection, Arithmetic arithmetic, byte[] time) {
    cas = arithmetic.newCas() == 0 ? cas : arithmetic.newCas();
    connection.script(
        Script.ARITHMETIC,
        redisKey,
        time,
        arithmetic.direction() == Arithmetic.Direction.UP ? Words.UP : Words.DOWN,
        Ascii.number(arithmetic.delta()),
        Ascii.number(cas),
        Ascii.optionalExptime(arithmetic.exptime()),
        expected(arithmetic.condition()),
        Ascii.optionalExptime(arithmetic.vivifyExptime()),
        Ascii.number(arithmetic.initial()),
        Marks.ofKey(arithmetic.binaryKey()));
  }

  private void sendConcat(RedisConnection connection, Concat concat, byte[] time) {
    cas = concat.newCas() == 0 ? cas : concat.newCas();
    connection.script(
        Script.CONCAT,
        redisKey,
        time,
        concat.value(),
        Ascii.number(cas),
        concat.side() == Concat.Side.APPEND ? Words.APPEND : Words.PREPEND,
        Ascii.number(concat.maxLength()),
        expected(concat.condition()),
        Ascii.optionalExptime(concat.vivifyExptime()),
        Ascii.flags(concat.vivifyFlags()),
        Marks.ofKey(concat.binaryKey()));
  }

  private void sendDelete(RedisConnection connection, Delete delete, byte[] time) {
    cas = delete.newCas() == 0 ? cas : delete.newCas();
    connection.script(
        Script.DELETE,
        redisKey,
        time,
        expected(delete.condition()),
        switch (delete.keep()) {
          case NOTHING -> Words.NOTHING;
          case STALE_ITEM -> Words.STALE;
          case EMPTY_ITEM -> Words.EMPTY_ITEM;
          case STALE_EMPTY_ITEM -> Words.STALE_EMPTY;
        },
        Ascii.optionalExptime(delete.exptime()),
        Ascii.flags(delete.flags()),
        cas == 0 ? Ascii.EMPTY : Ascii.number(cas));
  }

  private static byte[] expected(CasCondition condition) {
    return condition == null ? Ascii.EMPTY : Ascii.number(condition.expected());
  }

  /* ----- the reply ----- */

  /** Scripts see to it themselves; a plain read finds no field of an item. */
  @Override
  Object replyOfForeign() {
    return replaceForeign ? ItemFields.NONE : null;
  }

  @Override
  boolean receive(Object reply) {
    if (isEnded()) {
      return true;
    }
    Result result;
    try {
      result = result(reply);
    } catch (EngineException e) {
      fail(e);
      return true;
    } catch (RuntimeException e) {
      // A server that answers in some other form than Redis must not end the lane.
      fail(
          new EngineException(
              EngineException.Kind.INTERNAL, "a reply to " + operation + " is not understood", e));
      return true;
    }
    if (result == null) {
      return false;
    }
    if (tryEnd()) {
      try {
        batch.complete(index, result);
      } catch (RuntimeException e) {
        LOG.error("whoever waited for {} failed at its result", key, e);
      }
    }
    return true;
  }

  /** Null if another round is needed. */
  private Result result(Object reply) {
    if (itemWithoutCas != null) {
      byte[] adopted = (byte[]) reply;
      Item item =
          itemWithoutCas.item(
              itemWithoutCas.data(), Decimal.parse(adopted, 0, adopted.length), now);
      return shown(item, wonWithoutCas);
    }
    if (operation instanceof Get get && !get.writesItem()) {
      return found(new ItemFields(key, (List<?>) reply, 0), false);
    }
    List<?> parts = reply instanceof List<?> list ? list : null;
    int code = ((Long) (parts == null ? reply : parts.get(0))).intValue();
    return switch (code) {
      case OK, WON, CREATED ->
          done(code, parts == null ? null : new ItemFields(key, parts, 1), parts);
      case NOT_FOUND -> Result.NOT_FOUND;
      case EXPIRED -> Result.EXPIRED_ITEM;
      case NOT_STORED -> Result.NOT_STORED;
      case EXISTS -> Result.EXISTS;
      case TOO_LARGE -> Result.TOO_LARGE;
      case NON_NUMERIC -> Result.NON_NUMERIC;
      default ->
          throw new EngineException(
              EngineException.Kind.INTERNAL, "a script answered with the unknown code " + code);
    };
  }

  private Result done(int code, ItemFields fields, List<?> parts) {
    if (operation instanceof Get get) {
      if (code != CREATED) {
        return found(fields, code == WON);
      }
      Get.Options options = get.options();
      counters.stored.increment();
      return Result.vivified(
          fresh(Ascii.EMPTY, 0, options.vivifyExptime(), options.vivifyBinaryKey()));
    }
    if (operation instanceof Touch) {
      Item item = fields.item(Ascii.EMPTY, fields.cas(), now);
      Result result = Result.ok(access.restore(key, item));
      access.accessed(key, item, now);
      return result;
    }
    if (operation instanceof Delete) {
      return Result.DONE;
    }
    counters.stored.increment();
    if (operation instanceof Store store) {
      if (fields == null) {
        return Result.ok(fresh(store.value(), store.flags(), store.exptime(), store.binaryKey()));
      }
      // Stored as stale: with the old exptime, and marks.
      long exptime = number(parts, 1);
      int marks = Marks.parse((byte[]) parts.get(2));
      return Result.ok(Item.restore(store.value(), store.flags(), exptime, cas, marks, false, now));
    }
    if (operation instanceof Arithmetic arithmetic) {
      if (code == CREATED) {
        byte[] digits = Decimal.toBytes(arithmetic.initial());
        return Result.countCreated(
            fresh(digits, 0, arithmetic.vivifyExptime(), arithmetic.binaryKey()),
            arithmetic.initial());
      }
      byte[] digits = (byte[]) parts.get(4);
      Item item =
          Item.restore(
              digits,
              (int) number(parts, 1),
              number(parts, 2),
              cas,
              Marks.parse((byte[]) parts.get(3)),
              false,
              now);
      return Result.counted(item, Decimal.parse(digits, 0, digits.length));
    }
    Concat concat = (Concat) operation;
    if (code == CREATED) {
      return Result.ok(
          fresh(concat.value(), concat.vivifyFlags(), concat.vivifyExptime(), concat.binaryKey()));
    }
    int length = ((Long) parts.get(4)).intValue();
    return Result.ok(
        Item.restore(
            new byte[length],
            (int) number(parts, 1),
            number(parts, 2),
            cas,
            Marks.parse((byte[]) parts.get(3)),
            false,
            now));
  }

  private Item fresh(byte[] value, int flags, long exptime, boolean binaryKey) {
    return Item.restore(value, flags, exptime, cas, binaryKey ? Item.BINARY_KEY : 0, false, now);
  }

  /** What a read found; null if it has no CAS number yet. */
  private Result found(ItemFields fields, boolean won) {
    byte[] data = fields.data();
    if (data == null) {
      return Result.NOT_FOUND;
    }
    // Only a plain read finds an expired item; the scripts see to it themselves.
    if (!operation.writesItem() && Exptime.isExpired(fields.exptime(), now)) {
      return Result.EXPIRED_ITEM;
    }
    long number = fields.cas();
    if (number == 0) {
      itemWithoutCas = fields;
      wonWithoutCas = won;
      return null;
    }
    return shown(fields.item(data, number, now), won);
  }

  private Result shown(Item item, boolean won) {
    Item shown = access.restore(key, item);
    if (((Get) operation).options().recordAccess()) {
      access.accessed(key, item, now);
    }
    return won ? Result.won(shown) : Result.ok(shown);
  }

  private static long number(List<?> parts, int index) {
    byte[] digits = (byte[]) parts.get(index);
    return Decimal.isNumber(digits, 0, digits.length) ? Decimal.parse(digits, 0, digits.length) : 0;
  }

  @Override
  void onFailure(EngineException failure) {
    try {
      batch.fail(index, failure);
    } catch (RuntimeException e) {
      LOG.error("whoever waited for {} failed at its failure", key, e);
    }
  }

  /** What the scripts are told. */
  private static final class Words {
    static final byte[] SET = Ascii.bytes("set");
    static final byte[] ADD = Ascii.bytes("add");
    static final byte[] REPLACE = Ascii.bytes("replace");
    static final byte[] UP = Ascii.bytes("up");
    static final byte[] DOWN = Ascii.bytes("down");
    static final byte[] APPEND = Ascii.bytes("append");
    static final byte[] PREPEND = Ascii.bytes("prepend");
    static final byte[] NOTHING = Ascii.bytes("nothing");
    static final byte[] STALE = Ascii.bytes("stale");
    static final byte[] EMPTY_ITEM = Ascii.bytes("empty");
    static final byte[] STALE_EMPTY = Ascii.bytes("stale-empty");

    private Words() {}
  }
}
