package dev.memotor.server.protocol.binary;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.WriteOptions;
import dev.memotor.server.auth.Login;
import dev.memotor.server.auth.Session;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.Decoder;
import dev.memotor.server.protocol.ExptimeRule;
import dev.memotor.server.protocol.OwnItems;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.protocol.SilentRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Cuts a binary connection into packets. A packet of the wrong shape is answered and ends the
 * connection, since nothing behind it can be trusted; an unknown opcode is answered and skipped.
 */
public final class BinaryDecoder extends Decoder {

  /** First byte of every request, and so of a binary connection. */
  public static final int MAGIC = 0x80;

  /** Figures that tell nothing of keys: who sees a part of the store only may see them. */
  private static final Set<String> KEYLESS_STATS =
      Set.of("", "settings", "items", "slabs", "sizes", "engine");

  private static final List<String> STATS_BEGINNINGS =
      List.of("reset", "settings", "detail dump", "detail on", "detail off");

  private static final int HEADER_LENGTH = 24;
  private static final long MAX_BODY = 1L << 30;

  /** memcached's: header, extras and key have to fit. */
  private static final int READ_BUFFER = 16 * 1024;

  private static final int STORE_EXTRAS = 8;
  private static final int COUNT_EXTRAS = 20;
  private static final int EXPTIME_EXTRAS = 4;
  private static final long DO_NOT_CREATE = 0xFFFF_FFFFL;

  private final ProtocolContext context;
  private final Session session;
  private final SaslCommands sasl;

  private byte[] in;
  private int opcode;
  private int opaque;
  private int keyLength;
  private int extrasLength;
  private long bodyLength;
  private long cas;
  private int extras;
  private int key;

  private Request pendingReply;
  private FromValue pending;
  private long budgetTaken;

  /** Of a SASL request whose data is on its way. */
  private String mechanism;

  public BinaryDecoder(Connection connection, ProtocolContext context) {
    super(connection);
    this.context = context;
    this.session = connection.session();
    this.sasl = new SaslCommands(session);
  }

  /** Makes an operation of a value. */
  @FunctionalInterface
  private interface FromValue {

    Operation make(byte[] value);
  }

  @Override
  public int decode(byte[] bytes, int from, int to) {
    in = bytes;
    int at = from;
    while (!wantsBody() && to - at >= HEADER_LENGTH && connection().mayAsk()) {
      int next = packet(at, to);
      if (next < 0) {
        break;
      }
      at = next;
    }
    in = null;
    return at;
  }

  /** Handles one packet; returns the offset of the first byte not taken, or -1 to wait for more. */
  private int packet(int at, int to) {
    // Without SASL there is no way for a binary client to say who it is.
    boolean hopeless = session.needsUser() && !session.offersSasl();
    if ((in[at] & 0xff) != MAGIC || hopeless) {
      connection().abort();
      return to;
    }
    opcode = in[at + 1] & 0xff;
    keyLength = (in[at + 2] & 0xff) << 8 | (in[at + 3] & 0xff);
    extrasLength = in[at + 4] & 0xff;
    bodyLength = Integer.toUnsignedLong(intAt(at + 8));
    opaque = intAt(at + 12);
    cas = longAt(at + 16);
    extras = at + HEADER_LENGTH;
    key = extras + extrasLength;
    int value = key + keyLength;
    if (value - at > READ_BUFFER) {
      // memcached waits for it until its buffer is full, then closes without a word.
      connection().abort();
      return to;
    }
    if (value > to) {
      return -1;
    }
    if (keyLength + extrasLength > bodyLength) {
      return refuse(BinaryStatus.UNKNOWN_COMMAND, to);
    }
    if (bodyLength > MAX_BODY) {
      return refuse(BinaryStatus.INVALID, to);
    }
    boolean isSasl = session.offersSasl() && SaslCommands.isSasl(opcode);
    if (session.isLocked() && !isSasl && opcode != Opcode.VERSION) {
      return refuse(BinaryStatus.AUTH_FAILURE, to);
    }
    if (keyLength > (isSasl ? Key.MAX_LENGTH : session.maxKeyLength())) {
      return refuse(BinaryStatus.INVALID, to);
    }
    if (!connection().beginsCommand(in, at, value)) {
      return -1;
    }
    return isSasl ? sasl(value, to) : execute(value, to);
  }

  private int sasl(int value, int to) {
    if (opcode == Opcode.SASL_LIST_MECHS) {
      return bodyLength == 0
          ? reply(SaslCommands.mechanisms(), value)
          : refuse(BinaryStatus.INVALID, to);
    }
    if (!hasShape(0, true, true)) {
      return refuse(BinaryStatus.INVALID, to);
    }
    long length = valueLength();
    if (keyLength > SaslCommands.MAX_MECHANISM || length > SaslCommands.MAX_DATA) {
      BinaryStatus status =
          length >= SaslCommands.HUGE_DATA ? BinaryStatus.NO_MEMORY : BinaryStatus.AUTH_FAILURE;
      if (keyLength > SaslCommands.MAX_MECHANISM) {
        status = BinaryStatus.INVALID;
      }
      return skip(length, new BinaryFixed(opcode, opaque, status), value, to);
    }
    if (!context.input().take(length)) {
      return skip(length, new BinaryFixed(opcode, opaque, BinaryStatus.NO_MEMORY), value, to);
    }
    budgetTaken = length;
    mechanism = new String(in, key, keyLength, StandardCharsets.ISO_8859_1);
    return takeBody(new byte[(int) length], in, value, to);
  }

  private void finishSasl(byte[] data) {
    String chosen = mechanism;
    mechanism = null;
    Login login = sasl.login(opcode, chosen, data);
    if (login == null) {
      connection().reply(new BinaryFixed(opcode, opaque, BinaryStatus.AUTH_CONTINUE));
    } else {
      connection().authenticate(login, new BinaryLogin(opcode, opaque));
    }
  }

  private int execute(int value, int to) {
    switch (opcode) {
      case Opcode.GET, Opcode.GETK -> {
        return get(false, opcode == Opcode.GETK, value, to);
      }
      case Opcode.GETQ, Opcode.GETKQ -> {
        return get(true, opcode == Opcode.GETKQ, value, to);
      }
      case Opcode.GAT, Opcode.GATK -> {
        return getAndTouch(false, opcode == Opcode.GATK, value, to);
      }
      case Opcode.GATQ, Opcode.GATKQ -> {
        return getAndTouch(true, opcode == Opcode.GATKQ, value, to);
      }
      case Opcode.SET, Opcode.SETQ -> {
        return store(Store.Mode.SET, opcode == Opcode.SETQ, value, to);
      }
      case Opcode.ADD, Opcode.ADDQ -> {
        return store(Store.Mode.ADD, opcode == Opcode.ADDQ, value, to);
      }
      case Opcode.REPLACE, Opcode.REPLACEQ -> {
        return store(Store.Mode.REPLACE, opcode == Opcode.REPLACEQ, value, to);
      }
      case Opcode.APPEND, Opcode.APPENDQ -> {
        return concat(Concat.Side.APPEND, opcode == Opcode.APPENDQ, value, to);
      }
      case Opcode.PREPEND, Opcode.PREPENDQ -> {
        return concat(Concat.Side.PREPEND, opcode == Opcode.PREPENDQ, value, to);
      }
      case Opcode.DELETE, Opcode.DELETEQ -> {
        return delete(opcode == Opcode.DELETEQ, value, to);
      }
      case Opcode.INCREMENT, Opcode.INCREMENTQ -> {
        return count(Arithmetic.Direction.UP, opcode == Opcode.INCREMENTQ, value, to);
      }
      case Opcode.DECREMENT, Opcode.DECREMENTQ -> {
        return count(Arithmetic.Direction.DOWN, opcode == Opcode.DECREMENTQ, value, to);
      }
      case Opcode.TOUCH -> {
        return touch(value, to);
      }
      case Opcode.FLUSH, Opcode.FLUSHQ -> {
        return flush(opcode == Opcode.FLUSHQ, value, to);
      }
      case Opcode.STAT -> {
        return stat(value, to);
      }
      case Opcode.NOOP -> {
        return bodyLength == 0 ? reply(nothing(), value) : refuse(BinaryStatus.INVALID, to);
      }
      case Opcode.VERSION -> {
        return bodyLength == 0
            ? reply(context.administration().version().getBytes(StandardCharsets.US_ASCII), value)
            : refuse(BinaryStatus.INVALID, to);
      }
      case Opcode.QUIT, Opcode.QUITQ -> {
        return quit(to);
      }
      case Opcode.SASL_LIST_MECHS -> {
        return bodyLength == 0 ? unknown(value, to) : refuse(BinaryStatus.INVALID, to);
      }
      case Opcode.SASL_AUTH, Opcode.SASL_STEP -> {
        return hasShape(0, true, true) ? unknown(value, to) : refuse(BinaryStatus.INVALID, to);
      }
      default -> {
        return unknown(value, to);
      }
    }
  }

  /** An opcode that nobody knows, or one of SASL without SASL. */
  private int unknown(int value, int to) {
    return skip(
        valueLength(), new BinaryFixed(opcode, opaque, BinaryStatus.UNKNOWN_COMMAND), value, to);
  }

  private static byte[] nothing() {
    return BinaryReply.nothing();
  }

  private int get(boolean quiet, boolean withKey, int value, int to) {
    if (!hasShape(0, true, false)) {
      return refuse(BinaryStatus.INVALID, to);
    }
    connection()
        .submit(
            new BinaryGet(opcode, opaque, quiet, withKey, session.prefixLength()), new Get(key()));
    return value;
  }

  private int getAndTouch(boolean quiet, boolean withKey, int value, int to) {
    if (!hasShape(EXPTIME_EXTRAS, true, false)) {
      return refuse(BinaryStatus.INVALID, to);
    }
    connection()
        .submit(
            new BinaryGet(opcode, opaque, quiet, withKey, session.prefixLength()),
            new Get(key(), Get.Options.touch(exptime(extras))));
    return value;
  }

  private int store(Store.Mode mode, boolean quiet, int value, int to) {
    if (!hasShape(STORE_EXTRAS, true, true)) {
      return refuse(BinaryStatus.INVALID, to);
    }
    Key itemKey = key();
    int flags = intAt(extras);
    long exptime = exptime(extras + 4);
    long length = valueLength();
    if (context.limits().isTooLarge(itemKey.length(), flags, length)) {
      return tooLarge(mode == Store.Mode.SET, itemKey, length, value, to);
    }
    BinaryStatus notStored = mode == Store.Mode.ADD ? BinaryStatus.EXISTS : BinaryStatus.NOT_FOUND;
    // A CAS number makes any of them a comparison, an add too: it replaces what has that number.
    Store.Mode storeMode = cas == 0 ? mode : Store.Mode.SET;
    CasCondition condition = condition();
    return readValue(
        length,
        new BinaryChange(opcode, opaque, BinaryChange.Form.STORE, quiet, notStored),
        bytes -> new Store(itemKey, storeMode, bytes, flags, exptime, new WriteOptions(condition)),
        value,
        to);
  }

  private int concat(Concat.Side side, boolean quiet, int value, int to) {
    if (!hasShape(0, true, true)) {
      return refuse(BinaryStatus.INVALID, to);
    }
    Key itemKey = key();
    long length = valueLength();
    if (context.limits().isTooLarge(itemKey.length(), 0, length)) {
      return tooLarge(false, itemKey, length, value, to);
    }
    int maxLength = context.limits().maxValueLength(itemKey.length());
    CasCondition condition = condition();
    return readValue(
        length,
        new BinaryChange(opcode, opaque, BinaryChange.Form.STORE, quiet, BinaryStatus.NOT_STORED),
        bytes -> new Concat(itemKey, side, bytes, maxLength, new WriteOptions(condition), null),
        value,
        to);
  }

  private int tooLarge(boolean removeOld, Key itemKey, long length, int value, int to) {
    context.counters().increment(Counter.STORE_TOO_LARGE);
    if (removeOld) {
      connection().submit(new SilentRequest(), new Delete(itemKey));
    }
    return skip(length, new BinaryFixed(opcode, opaque, BinaryStatus.TOO_LARGE), value, to);
  }

  private int readValue(long length, Request reply, FromValue operation, int value, int to) {
    if (!context.input().take(length)) {
      context.counters().increment(Counter.STORE_NO_MEMORY);
      return skip(length, new BinaryFixed(opcode, opaque, BinaryStatus.NO_MEMORY), value, to);
    }
    budgetTaken = length;
    pendingReply = reply;
    pending = operation;
    return takeBody(new byte[(int) length], in, value, to);
  }

  @Override
  protected void bodyComplete(byte[] completeBody) {
    if (mechanism != null) {
      giveBackBudget();
      finishSasl(completeBody);
      return;
    }
    Request reply = pendingReply;
    FromValue operation = pending;
    pendingReply = null;
    pending = null;
    // From here on the request gives it back, when the engine is done with the value.
    budgetTaken = 0;
    connection().submit(reply, operation.make(completeBody));
  }

  private int delete(boolean quiet, int value, int to) {
    if (!hasShape(0, true, false)) {
      return refuse(BinaryStatus.INVALID, to);
    }
    return submit(
        BinaryChange.Form.DELETE,
        quiet,
        new Delete(key(), Delete.Keep.NOTHING, condition(), Exptime.NONE, 0, 0),
        value);
  }

  private int count(Arithmetic.Direction direction, boolean quiet, int value, int to) {
    if (!hasShape(COUNT_EXTRAS, true, false)) {
      return refuse(BinaryStatus.INVALID, to);
    }
    long rawExptime = Integer.toUnsignedLong(intAt(extras + 16));
    Arithmetic.Vivify vivify =
        rawExptime == DO_NOT_CREATE
            ? null
            : new Arithmetic.Vivify(exptime(extras + 16), longAt(extras + 8));
    return submit(
        BinaryChange.Form.COUNT,
        quiet,
        new Arithmetic(
            key(), direction, longAt(extras), Exptime.NONE, new WriteOptions(condition()), vivify),
        value);
  }

  private int touch(int value, int to) {
    if (!hasShape(EXPTIME_EXTRAS, true, false)) {
      return refuse(BinaryStatus.INVALID, to);
    }
    return submit(BinaryChange.Form.TOUCH, false, new Touch(key(), exptime(extras)), value);
  }

  private int submit(BinaryChange.Form form, boolean quiet, Operation operation, int next) {
    connection()
        .submit(new BinaryChange(opcode, opaque, form, quiet, BinaryStatus.NOT_STORED), operation);
    return next;
  }

  private int flush(boolean quiet, int value, int to) {
    boolean legal =
        keyLength == 0
            && (extrasLength == 0 || extrasLength == EXPTIME_EXTRAS)
            && bodyLength == extrasLength;
    if (!legal) {
      return refuse(BinaryStatus.INVALID, to);
    }
    if (!session.mayAdminister()) {
      connection().reply(new BinaryFixed(opcode, opaque, BinaryStatus.NO_ACCESS));
      return value;
    }
    if (!context.administration().isFlushEnabled()) {
      connection().reply(new BinaryFixed(opcode, opaque, BinaryStatus.AUTH_FAILURE));
      return value;
    }
    context.counters().increment(Counter.CMD_FLUSH);
    long at = extrasLength == 0 ? Exptime.NEVER : exptime(extras);
    connection()
        .flushAll(new BinaryFlush(opcode, opaque, quiet), () -> context.administration().flush(at));
    return value;
  }

  private int stat(int value, int to) {
    if (extrasLength != 0 || bodyLength != keyLength) {
      return refuse(BinaryStatus.INVALID, to);
    }
    String group = statsGroup(new String(in, key, keyLength, StandardCharsets.ISO_8859_1));
    if (!session.mayAdminister() && isForbidden(group)) {
      connection().reply(new BinaryFixed(opcode, opaque, BinaryStatus.NO_ACCESS));
      return value;
    }
    if (group.startsWith("detail") && !context.administration().areDumpsEnabled()) {
      connection().reply(new BinaryFixed(opcode, opaque, BinaryStatus.NOT_FOUND));
      return value;
    }
    if (group.equals("sizes") && context.administration().tracksSizes()) {
      connection().list(OwnItems.of(new BinarySizes(opaque), session));
      return value;
    }
    connection().reply(new BinaryStats(opcode, opaque, context.administration(), group));
    return value;
  }

  /** memcached looks at the beginning of the key only, and passes over what follows. */
  private static String statsGroup(String name) {
    for (String group : STATS_BEGINNINGS) {
      if (name.startsWith(group)) {
        return group;
      }
    }
    return name;
  }

  /** What concerns all users alike, and what shows the keys of others. */
  private boolean isForbidden(String group) {
    boolean changes =
        group.equals("reset") || group.equals("detail on") || group.equals("detail off");
    return session.isReadOnly() && changes || session.hasPrefix() && !KEYLESS_STATS.contains(group);
  }

  private int quit(int to) {
    if (bodyLength != 0) {
      return refuse(BinaryStatus.INVALID, to);
    }
    if (opcode == Opcode.QUIT) {
      reply(nothing(), to);
    }
    connection().closeAfterReplies();
    return to;
  }

  /** Whether the lengths are those that the opcode demands. */
  private boolean hasShape(int wantedExtras, boolean wantedKey, boolean mayHaveValue) {
    return extrasLength == wantedExtras
        && keyLength > 0 == wantedKey
        && (mayHaveValue || valueLength() == 0);
  }

  private int reply(byte[] body, int next) {
    connection().reply(new BinaryFixed(opcode, opaque, body));
    return next;
  }

  private int refuse(BinaryStatus status, int to) {
    connection().reply(new BinaryFixed(opcode, opaque, status));
    connection().closeAfterReplies();
    return to;
  }

  private Key key() {
    return session.key(in, key, key + keyLength);
  }

  private CasCondition condition() {
    return cas == 0 ? null : new CasCondition(cas);
  }

  private long valueLength() {
    return bodyLength - extrasLength - keyLength;
  }

  /** There is no negative exptime here: the field is unsigned. */
  private long exptime(int at) {
    return ExptimeRule.toAbsolute(Integer.toUnsignedLong(intAt(at)), context.clock().now());
  }

  private int intAt(int at) {
    return (in[at] & 0xff) << 24
        | (in[at + 1] & 0xff) << 16
        | (in[at + 2] & 0xff) << 8
        | (in[at + 3] & 0xff);
  }

  private long longAt(int at) {
    return (long) intAt(at) << 32 | Integer.toUnsignedLong(intAt(at + 4));
  }

  @Override
  public void refuseForMemory() {
    // Which packet it was to be may be among what is not there.
    connection().reply(new BinaryFixed(0, 0, BinaryStatus.NO_MEMORY));
    connection().closeAfterReplies();
  }

  private void giveBackBudget() {
    context.input().give(budgetTaken);
    budgetTaken = 0;
  }

  @Override
  public void close() {
    giveBackBudget();
  }
}
