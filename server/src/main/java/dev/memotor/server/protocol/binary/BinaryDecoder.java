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
import dev.memotor.server.protocol.PrefixListing;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.protocol.ValueIntake;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Splits a binary connection into packets. A packet of the wrong shape is answered and ends the
 * connection, since what follows cannot be trusted; an unknown opcode is answered and skipped.
 */
public final class BinaryDecoder extends Decoder {

  private static final List<String> STATS_BEGINNINGS =
      List.of("reset", "settings", "detail dump", "detail on", "detail off");

  private static final long MAX_BODY = 1L << 30;

  /** memcached's; header, extras and key must fit. */
  private static final int READ_BUFFER = 16 * 1024;

  private static final long DO_NOT_CREATE = 0xFFFF_FFFFL;

  private final Connection connection;
  private final ProtocolContext context;
  private final Session session;
  private final SaslCommands sasl;

  // The current packet. Its extras and key can be read until the decoder returns.
  private byte[] in = BinaryReply.NOTHING;
  private int code;
  private int opaque;
  private int extras;
  private int extrasLength;
  private int key;
  private int keyLength;
  private long valueLength;
  private Opcode opcode = Opcode.UNKNOWN;

  public BinaryDecoder(Connection connection, ProtocolContext context) {
    super(connection, context, BinaryReply.NOTHING);
    this.connection = connection;
    this.context = context;
    this.session = connection.session();
    this.sasl = new SaslCommands(session);
  }

  @Override
  protected int decodeCommand(byte[] bytes, int at, int to) {
    if (to - at < BinaryHeader.LENGTH) {
      return NOTHING;
    }
    // Without SASL there is no way for a binary client to authenticate.
    boolean hopeless = session.needsUser() && !session.offersSasl();
    if (BinaryHeader.magic(bytes, at) != BinaryHeader.REQUEST_MAGIC || hopeless) {
      connection.abort();
      return to;
    }
    in = bytes;
    code = BinaryHeader.opcode(in, at);
    opcode = Opcode.of(code);
    opaque = BinaryHeader.opaque(in, at);
    extras = at + BinaryHeader.LENGTH;
    extrasLength = BinaryHeader.extrasLength(in, at);
    key = extras + extrasLength;
    keyLength = BinaryHeader.keyLength(in, at);
    int value = key + keyLength;
    if (value - at > READ_BUFFER) {
      // memcached waits until its buffer is full, then closes silently.
      connection.abort();
      return to;
    }
    if (value > to) {
      return NOTHING;
    }
    long bodyLength = BinaryHeader.bodyLength(in, at);
    valueLength = bodyLength - extrasLength - keyLength;
    boolean isSasl = session.offersSasl() && opcode.isSasl();
    if (valueLength < 0) {
      refuse(BinaryStatus.UNKNOWN_COMMAND);
    } else if (bodyLength > MAX_BODY) {
      refuse(BinaryStatus.INVALID);
    } else if (session.isLocked() && !isSasl && opcode != Opcode.VERSION) {
      refuse(BinaryStatus.AUTH_FAILURE);
    } else if (keyLength > (isSasl ? Key.MAX_LENGTH : session.maxKeyLength())) {
      refuse(BinaryStatus.INVALID);
    } else if (!connection.beginsCommand(in, at, value)) {
      return NOTHING;
    } else if (!opcode.fits(extrasLength, keyLength, valueLength)) {
      refuse(BinaryStatus.INVALID);
    } else {
      execute(BinaryHeader.cas(in, at));
    }
    return value;
  }

  @Override
  protected void forgetInput() {
    in = BinaryReply.NOTHING;
  }

  private void execute(long cas) {
    CasCondition condition = cas == 0 ? null : new CasCondition(cas);
    WriteOptions options = condition == null ? WriteOptions.NONE : new WriteOptions(condition);
    switch (opcode) {
      case GET, GETQ, GETK, GETKQ -> get(Get.Options.PLAIN);
      case GAT, GATQ, GATK, GATKQ -> get(Get.Options.touch(exptime(0)));
      case SET, SETQ, ADD, ADDQ, REPLACE, REPLACEQ, APPEND, APPENDQ, PREPEND, PREPENDQ ->
          store(options);
      case DELETE, DELETEQ ->
          change(new Delete(key(), Delete.Keep.NOTHING, condition, Exptime.NONE, 0, 0));
      case INCREMENT, INCREMENTQ -> count(Arithmetic.Direction.UP, options);
      case DECREMENT, DECREMENTQ -> count(Arithmetic.Direction.DOWN, options);
      case TOUCH -> change(new Touch(key(), exptime(0)));
      case FLUSH, FLUSHQ -> flush();
      case STAT -> stat();
      case NOOP -> reply(BinaryReply.NOTHING);
      case VERSION -> reply(context.administration().version().getBytes(StandardCharsets.US_ASCII));
      case QUIT -> {
        reply(BinaryReply.NOTHING);
        connection.closeAfterReplies();
      }
      case QUITQ -> connection.closeAfterReplies();
      case SASL_LIST_MECHS, SASL_AUTH, SASL_STEP -> authenticate();
      case UNKNOWN -> skipUnknown();
    }
  }

  private void get(Get.Options options) {
    connection.submit(
        new BinaryGet(opcode, opaque, session.prefixLength()), new Get(key(), options));
  }

  private void store(WriteOptions options) {
    Key itemKey = key();
    boolean concatenates = extrasLength == 0;
    int flags = concatenates ? 0 : BinaryHeader.intAt(in, extras);
    if (context.limits().isTooLarge(itemKey.length(), flags, valueLength)) {
      values().swallowTooLarge(valueLength, false, opcode.base() == Opcode.SET ? itemKey : null);
      return;
    }
    values()
        .store(
            itemKey,
            (int) valueLength,
            false,
            new BinaryChange(opcode, opaque),
            concatenates ? concat(itemKey, options) : write(itemKey, flags, options));
  }

  private ValueIntake.FromValue write(Key itemKey, int flags, WriteOptions options) {
    long exptime = exptime(Integer.BYTES);
    // With a CAS number any of them, even an add, replaces the item that has that number.
    Store.Mode mode =
        options.condition() != null
            ? Store.Mode.SET
            : switch (opcode.base()) {
              case ADD -> Store.Mode.ADD;
              case REPLACE -> Store.Mode.REPLACE;
              default -> Store.Mode.SET;
            };
    return value -> new Store(itemKey, mode, value, flags, exptime, options);
  }

  private ValueIntake.FromValue concat(Key itemKey, WriteOptions options) {
    Concat.Side side = opcode.base() == Opcode.APPEND ? Concat.Side.APPEND : Concat.Side.PREPEND;
    int maxLength = context.limits().maxValueLength(itemKey.length());
    return value -> new Concat(itemKey, side, value, maxLength, options, null);
  }

  private void count(Arithmetic.Direction direction, WriteOptions options) {
    int exptimeAt = 2 * Long.BYTES;
    boolean creates =
        Integer.toUnsignedLong(BinaryHeader.intAt(in, extras + exptimeAt)) != DO_NOT_CREATE;
    Arithmetic.Vivify vivify =
        creates
            ? new Arithmetic.Vivify(
                exptime(exptimeAt), BinaryHeader.longAt(in, extras + Long.BYTES))
            : null;
    long delta = BinaryHeader.longAt(in, extras);
    change(new Arithmetic(key(), direction, delta, Exptime.NONE, options, vivify));
  }

  private void change(Operation operation) {
    connection.submit(new BinaryChange(opcode, opaque), operation);
  }

  private void flush() {
    if (!session.mayAdminister()) {
      reply(BinaryStatus.NO_ACCESS);
    } else if (!context.administration().isFlushEnabled()) {
      reply(BinaryStatus.AUTH_FAILURE);
    } else {
      context.observer().increment(Counter.CMD_FLUSH);
      long at = extrasLength == 0 ? Exptime.NEVER : exptime(0);
      connection.flushAll(
          new BinaryFixed(code, opaque, opcode.isQuiet() ? null : BinaryReply.NOTHING),
          () -> context.administration().flush(at));
    }
  }

  private void stat() {
    String group = statsGroup(new String(in, key, keyLength, StandardCharsets.ISO_8859_1));
    boolean changes =
        group.equals("reset") || group.equals("detail on") || group.equals("detail off");
    if (!session.maySeeStats(group, changes)) {
      reply(BinaryStatus.NO_ACCESS);
    } else if (group.startsWith("detail") && !context.administration().areDumpsEnabled()) {
      reply(BinaryStatus.NOT_FOUND);
    } else if (group.equals("sizes") && context.administration().tracksSizes()) {
      connection.list(PrefixListing.of(new BinarySizes(opaque), session));
    } else {
      connection.reply(new BinaryStats(code, opaque, context.administration(), group));
    }
  }

  /** memcached compares prefixes, and ignores the rest of the key. */
  private static String statsGroup(String name) {
    for (String group : STATS_BEGINNINGS) {
      if (name.startsWith(group)) {
        return group;
      }
    }
    return name;
  }

  private void authenticate() {
    if (!session.offersSasl()) {
      skipUnknown();
    } else if (opcode == Opcode.SASL_LIST_MECHS) {
      reply(SaslCommands.mechanisms());
    } else if (keyLength > SaslCommands.MAX_MECHANISM) {
      skip(BinaryStatus.INVALID);
    } else if (valueLength > SaslCommands.MAX_DATA) {
      skip(
          valueLength >= SaslCommands.HUGE_DATA
              ? BinaryStatus.NO_MEMORY
              : BinaryStatus.AUTH_FAILURE);
    } else {
      String mechanism = new String(in, key, keyLength, StandardCharsets.ISO_8859_1);
      boolean begun =
          values()
              .readCredentials(
                  (int) valueLength, (data, terminated) -> authenticate(mechanism, data));
      if (!begun) {
        skip(BinaryStatus.NO_MEMORY);
      }
    }
  }

  private void authenticate(String mechanism, byte[] data) {
    Login login = sasl.login(opcode, mechanism, data);
    if (login == null) {
      reply(BinaryStatus.AUTH_CONTINUE);
    } else {
      connection.authenticate(login, new BinaryLogin(code, opaque));
    }
  }

  /** Skips a packet with an unknown opcode, or a SASL opcode while SASL is off. */
  private void skipUnknown() {
    skip(BinaryStatus.UNKNOWN_COMMAND);
  }

  private void skip(BinaryStatus status) {
    values().swallow(valueLength, new BinaryFixed(code, opaque, status));
  }

  private void reply(byte[] body) {
    connection.reply(new BinaryFixed(code, opaque, body));
  }

  private void reply(BinaryStatus status) {
    connection.reply(new BinaryFixed(code, opaque, status));
  }

  private void refuse(BinaryStatus status) {
    reply(status);
    connection.closeAfterReplies();
  }

  private Key key() {
    return session.key(in, key, key + keyLength);
  }

  /** Reads an exptime, which is unsigned here. */
  private long exptime(int offset) {
    long exptime = Integer.toUnsignedLong(BinaryHeader.intAt(in, extras + offset));
    return ExptimeRule.toAbsolute(exptime, context.clock().now());
  }

  @Override
  protected Request refusal(ValueIntake.Refusal reason) {
    return new BinaryFixed(
        code,
        opaque,
        switch (reason) {
          case TOO_LARGE -> BinaryStatus.TOO_LARGE;
          case NO_MEMORY -> BinaryStatus.NO_MEMORY;
          case BAD_TERMINATOR -> throw new AssertionError("values have no terminator here");
        });
  }

  @Override
  public void refuseForMemory() {
    // Opcode and opaque may be among the bytes that were dropped.
    connection.reply(new BinaryFixed(0, 0, BinaryStatus.NO_MEMORY));
    connection.closeAfterReplies();
  }
}
