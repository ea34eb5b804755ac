package dev.memotor.server.protocol.text;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.WriteOptions;
import dev.memotor.server.auth.Session;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ProtocolContext;

/** The meta commands: mn, mg, ms, md, ma, me. */
final class MetaCommands {

  private static final int NOT_MINE = -1;
  private static final int KEY = 1;

  /** Where ms has the length of its value. */
  private static final int LENGTH = 2;

  private static final byte[] BASE64 = {'b'};
  private static final long MAX_VALUE_LENGTH = Integer.MAX_VALUE - 3L;

  private final TextDecoder decoder;
  private final Connection connection;
  private final ProtocolContext context;
  private final TextLine line = new TextLine();
  private final Session session;
  private final MetaFlags flags;

  MetaCommands(TextDecoder decoder, Connection connection, ProtocolContext context) {
    this.decoder = decoder;
    this.connection = connection;
    this.context = context;
    this.session = connection.session();
    this.flags = new MetaFlags(session);
  }

  /**
   * Handles a line; the offsets are those of {@link TextDecoder}.
   *
   * @return the offset behind what was taken, or -1 if the command is unknown
   */
  int handle(byte[] in, int word, int end, int next, int to) {
    line.read(in, word, end);
    switch (in[word + 1]) {
      case 'n' -> connection.reply(new FixedReply(Lines.MN));
      case 'g' -> get();
      case 's' -> {
        return store(in, next, to);
      }
      case 'd' -> delete();
      case 'a' -> count();
      case 'e' -> debug();
      default -> {
        return NOT_MINE;
      }
    }
    return next;
  }

  /** Whether there is a key, and whatever follows could be flags. */
  private boolean isWellFormed() {
    return line.count() > KEY && MetaFlags.startWithLetters(line, KEY + 1);
  }

  /** Reads key and flags of all but ms; answers null, or the error line. */
  private byte[] read(long now) {
    return isWellFormed() ? flags.read(line, KEY, KEY + 1, now) : Lines.BAD_FORMAT;
  }

  private void get() {
    long now = context.clock().now();
    byte[] error = read(now);
    if (error == null && flags.isOpaqueTooLong()) {
      error = Lines.OPAQUE_TOO_LONG;
    }
    if (error != null) {
      error(error);
      return;
    }
    Get.Options options =
        flags.isPlainGet() && !session.isReadOnly()
            ? Get.Options.CONTEST
            : new Get.Options( // Who may not write cannot recache: others shall win.
                !session.isReadOnly(), !flags.has('u'), flags.newExptime(), recache(), vivify());
    connection.submit(new MetaGet(flags, now), new Get(flags.key(KEY), options));
  }

  private Get.Recache recache() {
    return flags.has('R') ? new Get.Recache(flags.recacheBefore(), flags.recacheSeesTouch()) : null;
  }

  private Get.Vivify vivify() {
    return flags.has('N')
        ? new Get.Vivify(flags.vivifyExptimeAfterTouch(), flags.casGiven(), flags.has('b'))
        : null;
  }

  private int store(byte[] in, int next, int to) {
    if (line.count() <= LENGTH) {
      return error(Lines.BAD_FORMAT, next);
    }
    long length = TextNumbers.signed(in, line.start(LENGTH), line.end(LENGTH));
    if (length < 0 || length > MAX_VALUE_LENGTH) {
      return error(Lines.BAD_FORMAT, next);
    }
    byte[] error =
        MetaFlags.startWithLetters(line, LENGTH + 1)
            ? flags.read(line, KEY, LENGTH + 1, context.clock().now())
            : Lines.BAD_FORMAT;
    char mode = error == null ? flags.mode('S') : 'S';
    if ("SEARP".indexOf(mode) < 0) {
      error = Lines.BAD_STORE_MODE;
    }
    if (error != null) {
      return decoder.swallow(length, new FixedReply(error), next, to);
    }
    Key key = flags.key(KEY);
    if (context.limits().isTooLarge(key.length(), flags.clientFlags(), length)) {
      return decoder.swallowTooLarge(key, true, length, false, next, to);
    }
    if (flags.isOpaqueTooLong()) {
      return decoder.swallow(length, new FixedReply(Lines.OPAQUE_TOO_LONG), next, to);
    }
    return decoder.readValue(
        new PendingStore(
            (int) length, new MetaStore(flags, (int) length), false, operation(key, mode)),
        in,
        next,
        to);
  }

  private PendingStore.FromValue operation(Key key, char mode) {
    int clientFlags = flags.clientFlags();
    long casGiven = flags.casGiven();
    boolean base64 = flags.has('b');
    if (mode == 'A' || mode == 'P') {
      Concat.Side side = mode == 'A' ? Concat.Side.APPEND : Concat.Side.PREPEND;
      CasCondition condition = flags.conditionUnlessZero();
      Concat.Vivify vivify =
          flags.has('N') ? new Concat.Vivify(flags.vivifyExptime(), clientFlags) : null;
      int maxLength = context.limits().maxValueLength(key.length());
      return value ->
          new Concat(
              key, side, value, maxLength, new WriteOptions(condition, casGiven, base64), vivify);
    }
    Store.Mode storeMode =
        switch (mode) {
          case 'E' -> Store.Mode.ADD;
          case 'R' -> Store.Mode.REPLACE;
          default -> Store.Mode.SET;
        };
    CasCondition condition = storeMode == Store.Mode.ADD ? null : flags.condition();
    long exptime = flags.exptime();
    return value ->
        new Store(
            key,
            storeMode,
            value,
            clientFlags,
            exptime,
            new WriteOptions(condition, casGiven, base64));
  }

  private void delete() {
    byte[] error = read(context.clock().now());
    if (error == null && flags.isOpaqueTooLong()) {
      error = Lines.OPAQUE_TOO_LONG;
    }
    if (error != null) {
      error(error);
      return;
    }
    Delete.Keep keep;
    if (flags.has('x')) {
      keep = flags.has('I') ? Delete.Keep.STALE_EMPTY_ITEM : Delete.Keep.EMPTY_ITEM;
    } else {
      keep = flags.has('I') ? Delete.Keep.STALE_ITEM : Delete.Keep.NOTHING;
    }
    CasCondition condition = flags.has('C') ? new CasCondition(flags.casExpected()) : null;
    connection.submit(
        new MetaDelete(flags),
        new Delete(
            flags.key(KEY),
            keep,
            condition,
            flags.newExptime(),
            flags.clientFlags(),
            flags.casGiven()));
  }

  private void count() {
    if (!isWellFormed()) {
      error(Lines.BAD_FORMAT);
      return;
    }
    long now = context.clock().now();
    if (flags.read(line, KEY, KEY + 1, now) != null) {
      // memcached hides the exact reason for this command.
      error(Lines.INVALID_OR_DUPLICATE_FLAG);
      return;
    }
    Arithmetic.Direction direction;
    switch (flags.mode('I')) {
      case 'I', '+' -> direction = Arithmetic.Direction.UP;
      case 'D', '-' -> direction = Arithmetic.Direction.DOWN;
      default -> {
        error(Lines.BAD_COUNT_MODE);
        return;
      }
    }
    if (flags.isOpaqueTooLong()) {
      error(Lines.OPAQUE_TOO_LONG);
      return;
    }
    connection.submit(
        new MetaCount(flags, now),
        new Arithmetic(
            flags.key(KEY),
            direction,
            flags.delta(),
            flags.newExptime(),
            new WriteOptions(flags.conditionUnlessZero(), flags.casGiven(), flags.has('b')),
            flags.has('N')
                ? new Arithmetic.Vivify(flags.vivifyExptimeAfterTouch(), flags.initial())
                : null));
  }

  private void debug() {
    if (!isWellFormed() || line.length(KEY) > session.maxKeyLength()) {
      error(Lines.BAD_FORMAT);
      return;
    }
    byte[] bytes = line.in();
    int from = line.start(KEY);
    int to = line.end(KEY);
    if (line.is(KEY + 1, BASE64)) {
      bytes = Base64Key.decode(bytes, from, to);
      if (bytes == null) {
        error(Lines.BAD_FORMAT);
        return;
      }
      from = 0;
      to = bytes.length;
    }
    connection.submit(
        new MetaDebug(context.clock().now(), session.prefixLength()),
        new Get(session.key(bytes, from, to), Get.Options.PEEK));
  }

  private void error(byte[] text) {
    connection.reply(new FixedReply(text));
  }

  private int error(byte[] text, int next) {
    error(text);
    return next;
  }
}
