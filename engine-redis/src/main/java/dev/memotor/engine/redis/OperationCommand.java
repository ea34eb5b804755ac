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
import dev.memotor.engine.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operation of a batch: the command it becomes, and what the reply means. */
abstract class OperationCommand extends RedisCommand {

  private static final Logger LOG = LoggerFactory.getLogger(OperationCommand.class);

  /** The scripts' result codes. */
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

  final RedisContext context;
  private final Batch batch;
  private final int index;
  private final Operation operation;

  /** When the command was sent last. */
  long now;

  /** The CAS number that the command gives to the item. */
  private long cas;

  private OperationCommand(
      RedisContext context, Batch batch, int index, Operation operation, long deadline) {
    super(context.keys(), operation.key(), deadline);
    this.context = context;
    this.batch = batch;
    this.index = index;
    this.operation = operation;
  }

  /** Returns the command for an operation of a batch. */
  static OperationCommand of(RedisContext context, Batch batch, int index, long deadline) {
    Operation operation = batch.operation(index);
    return switch (operation.kind()) {
      case GET -> new GetCommand(context, batch, index, (Get) operation, deadline);
      case STORE -> new StoreCommand(context, batch, index, (Store) operation, deadline);
      case CONCAT -> new ConcatCommand(context, batch, index, (Concat) operation, deadline);
      case ARITHMETIC ->
          new ArithmeticCommand(context, batch, index, (Arithmetic) operation, deadline);
      case TOUCH -> new TouchCommand(context, batch, index, (Touch) operation, deadline);
      case DELETE -> new DeleteCommand(context, batch, index, (Delete) operation, deadline);
    };
  }

  @Override
  int weight() {
    return operation.valueLength() + redisKey.length + OBJECT_WEIGHT;
  }

  @Override
  final boolean isRepeatable() {
    return !operation.writesItem();
  }

  @Override
  boolean needsCas() {
    return operation.takesCas();
  }

  @Override
  final void send(RedisConnection connection, long newCas, long sentAt) {
    now = sentAt;
    cas = newCas;
    write(connection);
  }

  /** Writes the command. */
  abstract void write(RedisConnection connection);

  /** Returns the CAS number to send: the requested one, or a new one if that is 0. */
  final byte[] cas(long requested) {
    if (requested != 0) {
      cas = requested;
    }
    return Ascii.number(cas);
  }

  /** Scripts handle other types themselves; a plain read finds no field of an item. */
  @Override
  final @Nullable Object replyOfForeign() {
    return context.keys().replaceForeign() ? ItemFields.NONE : null;
  }

  @Override
  final boolean receive(Object reply) {
    if (isEnded()) {
      return true;
    }
    @Nullable Result result;
    try {
      result = result(reply);
    } catch (EngineException e) {
      fail(e);
      return true;
    } catch (RuntimeException e) {
      // A server that replies in another form than Redis must not end the lane.
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
        LOG.error("the owner of the operation on {} failed at its result", key, e);
      }
    }
    return true;
  }

  /** Returns what a reply means, or null if another round is needed. */
  @Nullable Result result(Object reply) {
    List<?> parts = reply instanceof List<?> list ? list : List.of(reply);
    int code = ((Long) parts.get(0)).intValue();
    return switch (code) {
      case OK, WON, CREATED -> done(code, parts);
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

  /**
   * Returns the result of a success, or null if another round is needed.
   *
   * @param parts the code and what follows it
   */
  abstract @Nullable Result done(int code, List<?> parts);

  @Override
  void onFailure(EngineException failure) {
    try {
      batch.fail(index, failure);
    } catch (RuntimeException e) {
      LOG.error("the owner of the operation on {} failed at its failure", key, e);
    }
  }

  /** Returns the item that the command has created. */
  final Item created(Value value, int flags, long exptime, boolean binaryKey) {
    context.counters().stored.increment();
    return Item.restore(value, flags, exptime, cas, binaryKey ? Item.BINARY_KEY : 0, false, now);
  }

  /**
   * Returns the item that the command has changed; its flags, exptime and marks follow the code.
   */
  final Item changed(Value value, List<?> parts) {
    return stored(value, (int) number(parts.get(1)), parts.get(2), parts.get(3));
  }

  final Item stored(Value value, int flags, Object exptime, Object marks) {
    context.counters().stored.increment();
    return Item.restore(
        value, flags, number(exptime), cas, ItemFields.parseMarks((byte[]) marks), false, now);
  }

  private static long number(Object field) {
    byte[] digits = (byte[]) field;
    return Decimal.isNumber(digits, 0, digits.length) ? Ascii.parse(digits) : 0;
  }

  private static byte[] expected(@Nullable CasCondition condition) {
    return condition == null ? Ascii.EMPTY : Ascii.number(condition.expected());
  }

  /** Reads with HMGET, or with a script if the read may also write. */
  private static final class GetCommand extends OperationCommand {

    private final Get get;

    /** An item found without a CAS number, to which this read now gives one. */
    private @Nullable ItemFields itemWithoutCas;

    private boolean won;

    GetCommand(RedisContext context, Batch batch, int index, Get get, long deadline) {
      super(context, batch, index, get, deadline);
      this.get = get;
    }

    @Override
    boolean needsCas() {
      return itemWithoutCas != null || super.needsCas();
    }

    @Override
    void write(RedisConnection connection) {
      if (itemWithoutCas != null) {
        connection.script(Script.ADOPT, redisKey, now, itemWithoutCas.value(), cas(0));
        return;
      }
      if (!get.writesItem()) {
        connection.readFields(redisKey);
        return;
      }
      Get.Options options = get.options();
      Get.Recache recache = options.recache();
      Get.Vivify vivify = options.vivify();
      connection.script(
          Script.GET,
          redisKey,
          now,
          Ascii.optionalExptime(options.exptime()),
          Ascii.bool(options.contest()),
          // Not limited to what an item can hold: it is compared, not stored.
          recache == null ? Ascii.EMPTY : Ascii.number(recache.before()),
          Ascii.bool(recache != null && recache.seesTouch()),
          vivify == null ? Ascii.EMPTY : Ascii.exptime(vivify.exptime()),
          cas(vivify == null ? 0 : vivify.newCas()),
          Ascii.marks(vivify != null && vivify.binaryKey()));
    }

    @Override
    @Nullable Result result(Object reply) {
      if (itemWithoutCas != null) {
        return shown(itemWithoutCas.item(itemWithoutCas.value(), Ascii.parse((byte[]) reply), now));
      }
      return get.writesItem() ? super.result(reply) : found((List<?>) reply, 0);
    }

    @Override
    @Nullable Result done(int code, List<?> parts) {
      if (code == CREATED) {
        Get.Vivify vivify = Objects.requireNonNull(get.options().vivify());
        return Result.vivified(
            created(Value.of(Ascii.EMPTY), 0, vivify.exptime(), vivify.binaryKey()));
      }
      won = code == WON;
      return found(parts, 1);
    }

    private @Nullable Result found(List<?> reply, int from) {
      ItemFields fields = new ItemFields(key, reply, from);
      if (!fields.exist()) {
        return Result.NOT_FOUND;
      }
      // Only a plain read finds an expired item; the scripts check it themselves.
      if (!get.writesItem() && Exptime.isExpired(fields.exptime(), now)) {
        return Result.EXPIRED_ITEM;
      }
      long number = fields.cas();
      if (number == 0) {
        itemWithoutCas = fields;
        return null;
      }
      return shown(fields.item(fields.value(), number, now));
    }

    private Result shown(Item item) {
      Item shown = context.access().restore(key, item);
      if (get.options().recordAccess()) {
        context.access().accessed(key, item, now);
      }
      return won ? Result.won(shown) : Result.ok(shown);
    }
  }

  private static final class StoreCommand extends OperationCommand {

    private static final byte[] SET = Ascii.bytes("set");
    private static final byte[] ADD = Ascii.bytes("add");
    private static final byte[] REPLACE = Ascii.bytes("replace");

    private final Store store;

    StoreCommand(RedisContext context, Batch batch, int index, Store store, long deadline) {
      super(context, batch, index, store, deadline);
      this.store = store;
    }

    @Override
    void write(RedisConnection connection) {
      byte[] flags = Ascii.flags(store.flags());
      byte[] exptime = Ascii.exptime(store.exptime());
      byte[] cas = cas(store.newCas());
      byte[] marks = Ascii.marks(store.binaryKey());
      if (!store.readsItem()) {
        connection.script(
            Script.SET, redisKey, now, store.value().bytes(), flags, exptime, cas, marks);
        return;
      }
      CasCondition condition = store.condition();
      connection.script(
          Script.STORE,
          redisKey,
          now,
          store.value().bytes(),
          flags,
          exptime,
          cas,
          marks,
          switch (store.mode()) {
            case SET -> SET;
            case ADD -> ADD;
            case REPLACE -> REPLACE;
          },
          expected(condition),
          Ascii.bool(condition != null && condition.staleIfOlder()));
    }

    @Override
    Result done(int code, List<?> parts) {
      return Result.ok(
          parts.size() == 1
              ? created(store.value(), store.flags(), store.exptime(), store.binaryKey())
              // Stored as stale: with the old exptime, and marks.
              : stored(store.value(), store.flags(), parts.get(1), parts.get(2)));
    }
  }

  private static final class ArithmeticCommand extends OperationCommand {

    private static final byte[] UP = Ascii.bytes("up");
    private static final byte[] DOWN = Ascii.bytes("down");

    private final Arithmetic arithmetic;

    ArithmeticCommand(
        RedisContext context, Batch batch, int index, Arithmetic arithmetic, long deadline) {
      super(context, batch, index, arithmetic, deadline);
      this.arithmetic = arithmetic;
    }

    @Override
    void write(RedisConnection connection) {
      Arithmetic.Vivify vivify = arithmetic.vivify();
      connection.script(
          Script.ARITHMETIC,
          redisKey,
          now,
          arithmetic.direction() == Arithmetic.Direction.UP ? UP : DOWN,
          Ascii.number(arithmetic.delta()),
          cas(arithmetic.newCas()),
          Ascii.optionalExptime(arithmetic.exptime()),
          expected(arithmetic.condition()),
          vivify == null ? Ascii.EMPTY : Ascii.exptime(vivify.exptime()),
          Ascii.number(vivify == null ? 0 : vivify.initial()),
          Ascii.marks(arithmetic.binaryKey()));
    }

    @Override
    Result done(int code, List<?> parts) {
      if (code == CREATED) {
        Arithmetic.Vivify vivify = Objects.requireNonNull(arithmetic.vivify());
        Value digits = Value.of(Decimal.toBytes(vivify.initial()));
        return Result.countCreated(
            created(digits, 0, vivify.exptime(), arithmetic.binaryKey()), vivify.initial());
      }
      byte[] digits = (byte[]) parts.get(4);
      return Result.counted(changed(Value.of(digits), parts), Ascii.parse(digits));
    }
  }

  private static final class ConcatCommand extends OperationCommand {

    private static final byte[] APPEND = Ascii.bytes("append");
    private static final byte[] PREPEND = Ascii.bytes("prepend");

    private final Concat concat;

    ConcatCommand(RedisContext context, Batch batch, int index, Concat concat, long deadline) {
      super(context, batch, index, concat, deadline);
      this.concat = concat;
    }

    @Override
    void write(RedisConnection connection) {
      Concat.Vivify vivify = concat.vivify();
      connection.script(
          Script.CONCAT,
          redisKey,
          now,
          concat.value().bytes(),
          cas(concat.newCas()),
          concat.side() == Concat.Side.APPEND ? APPEND : PREPEND,
          Ascii.number(concat.maxLength()),
          expected(concat.condition()),
          vivify == null ? Ascii.EMPTY : Ascii.exptime(vivify.exptime()),
          Ascii.flags(vivify == null ? 0 : vivify.flags()),
          Ascii.marks(concat.binaryKey()));
    }

    @Override
    Result done(int code, List<?> parts) {
      if (code == CREATED) {
        Concat.Vivify vivify = Objects.requireNonNull(concat.vivify());
        return Result.ok(
            created(concat.value(), vivify.flags(), vivify.exptime(), concat.binaryKey()));
      }
      int length = ((Long) parts.get(4)).intValue();
      return Result.ok(changed(Value.of(Ascii.EMPTY), parts), length);
    }
  }

  private static final class TouchCommand extends OperationCommand {

    private final Touch touch;

    TouchCommand(RedisContext context, Batch batch, int index, Touch touch, long deadline) {
      super(context, batch, index, touch, deadline);
      this.touch = touch;
    }

    @Override
    void write(RedisConnection connection) {
      connection.script(Script.TOUCH, redisKey, now, Ascii.exptime(touch.exptime()));
    }

    @Override
    Result done(int code, List<?> parts) {
      ItemFields fields = new ItemFields(key, parts, 1);
      Item item = fields.item(Ascii.EMPTY, fields.cas(), now);
      context.access().accessed(key, item.cas(), ((Long) parts.get(5)).intValue(), now);
      return Result.ok(item);
    }
  }

  private static final class DeleteCommand extends OperationCommand {

    private static final byte[] NOTHING = Ascii.bytes("nothing");
    private static final byte[] STALE = Ascii.bytes("stale");
    private static final byte[] EMPTY_ITEM = Ascii.bytes("empty");
    private static final byte[] STALE_EMPTY = Ascii.bytes("stale-empty");

    private final Delete delete;

    DeleteCommand(RedisContext context, Batch batch, int index, Delete delete, long deadline) {
      super(context, batch, index, delete, deadline);
      this.delete = delete;
    }

    @Override
    void write(RedisConnection connection) {
      connection.script(
          Script.DELETE,
          redisKey,
          now,
          expected(delete.condition()),
          switch (delete.keep()) {
            case NOTHING -> NOTHING;
            case STALE_ITEM -> STALE;
            case EMPTY_ITEM -> EMPTY_ITEM;
            case STALE_EMPTY_ITEM -> STALE_EMPTY;
          },
          Ascii.optionalExptime(delete.exptime()),
          Ascii.flags(delete.flags()),
          needsCas() || delete.newCas() != 0 ? cas(delete.newCas()) : Ascii.EMPTY);
    }

    @Override
    Result done(int code, List<?> parts) {
      return Result.DONE;
    }
  }
}
