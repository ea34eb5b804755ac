package dev.memotor.server.protocol.text;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.server.auth.Session;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ProtocolContext;

/** The meta commands: mn, mg, ms, md, ma, me. */
final class MetaCommands {

  private static final int NOT_MINE = -1;
  private static final int KEY = 1;
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

  private boolean hasLegalKey() {
    return line.count() > KEY && line.length(KEY) <= session.maxKeyLength();
  }

  private void get() {
    if (!hasLegalKey()) {
      error(Lines.BAD_FORMAT);
      return;
    }
    long now = context.clock().now();
    byte[] error = flags.read(line, KEY + 1, now);
    Key key = error == null ? flags.key(KEY) : null;
    if (key == null) {
      error(error == null ? Lines.BAD_BASE64_KEY : error);
      return;
    }
    Get.Options options =
        flags.isPlainGet() && !session.isReadOnly()
            ? Get.Options.CONTEST
            : new Get.Options(
                // Who may not write cannot recache: others shall win.
                !session.isReadOnly(),
                !flags.has('u'),
                flags.newExptime(),
                flags.recacheBefore(),
                flags.recacheSeesTouch(),
                flags.vivifyExptimeAfterTouch(),
                flags.casGiven(),
                flags.has('b'));
    connection.submit(new MetaGet(flags, now), new Get(key, options));
  }

  private int store(byte[] in, int next, int to) {
    if (line.count() < 3) {
      return error(Lines.BAD_FORMAT, next);
    }
    long length = line.signed(2);
    if (length < 0 || length > MAX_VALUE_LENGTH) {
      return error(Lines.BAD_FORMAT, next);
    }
    byte[] error =
        hasLegalKey() ? flags.read(line, KEY + 2, context.clock().now()) : Lines.BAD_FORMAT;
    char mode = error == null ? flags.mode('S') : 'S';
    if (error == null && "SEARP".indexOf(mode) < 0) {
      error = Lines.BAD_STORE_MODE;
    }
    Key key = error == null ? flags.key(KEY) : null;
    if (key == null) {
      return decoder.swallow(
          length, new FixedReply(error == null ? Lines.BAD_BASE64_KEY : error), next, to);
    }
    if (context.limits().isTooLarge(key.length(), flags.clientFlags(), length)) {
      return decoder.swallowTooLarge(key, true, length, false, next, to);
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
      long vivifyExptime = flags.vivifyExptime();
      int maxLength = context.limits().maxValueLength(key.length());
      return value ->
          new Concat(
              key, side, value, maxLength, condition, casGiven, vivifyExptime, clientFlags, base64);
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
        new Store(key, storeMode, value, clientFlags, exptime, condition, casGiven, base64);
  }

  private void delete() {
    if (!hasLegalKey()) {
      error(Lines.BAD_FORMAT);
      return;
    }
    byte[] error = flags.read(line, KEY + 1, context.clock().now());
    Key key = error == null ? flags.key(KEY) : null;
    if (key == null) {
      error(error == null ? Lines.BAD_BASE64_KEY : error);
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
            key, keep, condition, flags.newExptime(), flags.clientFlags(), flags.casGiven()));
  }

  private void count() {
    if (!hasLegalKey()) {
      error(Lines.BAD_FORMAT);
      return;
    }
    long now = context.clock().now();
    byte[] error = flags.read(line, KEY + 1, now);
    Key key = error == null ? flags.key(KEY) : null;
    if (key == null) {
      // memcached hides the exact reason for this command.
      error(error == Lines.TOO_MANY_FLAGS ? error : Lines.INVALID_OR_DUPLICATE_FLAG);
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
    connection.submit(
        new MetaCount(flags, now),
        new Arithmetic(
            key,
            direction,
            flags.delta(),
            flags.newExptime(),
            flags.vivifyExptimeAfterTouch(),
            flags.initial(),
            flags.conditionUnlessZero(),
            flags.casGiven(),
            flags.has('b')));
  }

  private void debug() {
    if (!hasLegalKey()) {
      error(Lines.BAD_FORMAT);
      return;
    }
    Key key;
    if (line.is(KEY + 1, BASE64)) {
      flags.read(line, KEY + 1, 0);
      key = flags.key(KEY);
    } else {
      key = session.key(line.in(), line.start(KEY), line.end(KEY));
    }
    if (key == null) {
      error(Lines.BAD_BASE64_KEY);
      return;
    }
    connection.submit(
        new MetaDebug(context.clock().now(), session.prefixLength()),
        new Get(key, Get.Options.PEEK));
  }

  private void error(byte[] text) {
    connection.reply(new FixedReply(text));
  }

  private int error(byte[] text, int next) {
    error(text);
    return next;
  }
}
