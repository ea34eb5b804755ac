package dev.memotor.server.protocol.text;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.WriteOptions;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.protocol.ValueIntake;
import org.jspecify.annotations.Nullable;

/** The meta commands. */
final class MetaCommands extends CommandFamily {

  private static final int KEY = MetaFlags.KEY;

  /** The token of ms with the length of its value. */
  private static final int LENGTH = 2;

  private static final byte[] BASE64 = {'b'};
  private static final long MAX_VALUE_LENGTH = Integer.MAX_VALUE - 3L;

  private final ValueIntake values;

  MetaCommands(Connection connection, ProtocolContext context, ValueIntake values) {
    super(connection, context);
    this.values = values;
  }

  /** Reads key and flags of all but ms; replies and returns null if they are wrong. */
  private @Nullable MetaFlags parse(TextLine line) {
    if (!MetaFlags.areWellFormed(line, KEY + 1)) {
      reply(ReplyLines.BAD_FORMAT);
      return null;
    }
    MetaFlags flags = MetaFlags.parse(line, KEY + 1, session, context.clock().now());
    byte[] error = flags.error();
    if (error == null && flags.isOpaqueTooLong()) {
      error = ReplyLines.OPAQUE_TOO_LONG;
    }
    if (error != null) {
      reply(error);
      return null;
    }
    return flags;
  }

  void get(TextLine line) {
    MetaFlags flags = parse(line);
    if (flags == null) {
      return;
    }
    Get.Options options =
        flags.isPlainGet() && !session.isReadOnly()
            ? Get.Options.CONTEST
            : new Get.Options(
                // Read-only users cannot recache, so they must not win.
                !session.isReadOnly(),
                !flags.has('u'),
                flags.newExptime(),
                flags.recache(),
                flags.getVivify());
    connection.submit(new MetaGet(flags), new Get(flags.key(), options));
  }

  void store(TextLine line) {
    long length = line.signed(LENGTH);
    if (length < 0 || length > MAX_VALUE_LENGTH) {
      reply(ReplyLines.BAD_FORMAT);
      return;
    }
    if (!MetaFlags.areWellFormed(line, LENGTH + 1)) {
      values.swallow(length, new FixedReply(ReplyLines.BAD_FORMAT));
      return;
    }
    MetaFlags flags = MetaFlags.parse(line, LENGTH + 1, session, context.clock().now());
    byte[] error = flags.error();
    if (error == null && "SEARP".indexOf(flags.mode('S')) < 0) {
      error = ReplyLines.BAD_STORE_MODE;
    }
    if (error != null) {
      values.swallow(length, new FixedReply(error));
    } else if (context.limits().isTooLarge(flags.key().length(), flags.clientFlags(), length)) {
      values.swallowTooLarge(length, false, flags.key());
    } else if (flags.isOpaqueTooLong()) {
      values.swallow(length, new FixedReply(ReplyLines.OPAQUE_TOO_LONG));
    } else {
      values.store(flags.key(), (int) length, false, new MetaStore(flags), operation(flags));
    }
  }

  private ValueIntake.FromValue operation(MetaFlags flags) {
    return switch (flags.mode('S')) {
      case 'A' -> concat(flags, Concat.Side.APPEND);
      case 'P' -> concat(flags, Concat.Side.PREPEND);
      case 'E' -> write(flags, Store.Mode.ADD, null);
      case 'R' -> write(flags, Store.Mode.REPLACE, flags.condition());
      default -> write(flags, Store.Mode.SET, flags.condition());
    };
  }

  private ValueIntake.FromValue concat(MetaFlags flags, Concat.Side side) {
    Key key = flags.key();
    int maxLength = context.limits().maxValueLength(key.length());
    WriteOptions options = flags.writeOptions(flags.conditionUnlessZero());
    return value -> new Concat(key, side, value, maxLength, options, flags.concatVivify());
  }

  private static ValueIntake.FromValue write(
      MetaFlags flags, Store.Mode mode, @Nullable CasCondition condition) {
    WriteOptions options = flags.writeOptions(condition);
    return value ->
        new Store(flags.key(), mode, value, flags.clientFlags(), flags.exptime(), options);
  }

  void delete(TextLine line) {
    MetaFlags flags = parse(line);
    if (flags == null) {
      return;
    }
    Delete.Keep keep;
    if (flags.has('x')) {
      keep = flags.has('I') ? Delete.Keep.STALE_EMPTY_ITEM : Delete.Keep.EMPTY_ITEM;
    } else {
      keep = flags.has('I') ? Delete.Keep.STALE_ITEM : Delete.Keep.NOTHING;
    }
    connection.submit(
        new MetaDelete(flags),
        new Delete(
            flags.key(),
            keep,
            flags.has('C') ? new CasCondition(flags.casExpected()) : null,
            flags.newExptime(),
            flags.clientFlags(),
            flags.casGiven()));
  }

  void count(TextLine line) {
    if (!MetaFlags.areWellFormed(line, KEY + 1)) {
      reply(ReplyLines.BAD_FORMAT);
      return;
    }
    MetaFlags flags = MetaFlags.parse(line, KEY + 1, session, context.clock().now());
    if (flags.error() != null) {
      // memcached hides the exact reason for this command.
      reply(ReplyLines.INVALID_OR_DUPLICATE_FLAG);
      return;
    }
    char mode = flags.mode('I');
    if ("I+D-".indexOf(mode) < 0) {
      reply(ReplyLines.BAD_COUNT_MODE);
      return;
    }
    if (flags.isOpaqueTooLong()) {
      reply(ReplyLines.OPAQUE_TOO_LONG);
      return;
    }
    connection.submit(
        new MetaCount(flags),
        new Arithmetic(
            flags.key(),
            mode == 'I' || mode == '+' ? Arithmetic.Direction.UP : Arithmetic.Direction.DOWN,
            flags.delta(),
            flags.newExptime(),
            flags.writeOptions(flags.conditionUnlessZero()),
            flags.arithmeticVivify()));
  }

  void debug(TextLine line) {
    if (!MetaFlags.areWellFormed(line, KEY + 1) || line.length(KEY) > session.maxKeyLength()) {
      reply(ReplyLines.BAD_FORMAT);
      return;
    }
    Key key = line.is(KEY + 1, BASE64) ? decodedKey(line) : key(line, KEY);
    if (key == null) {
      reply(ReplyLines.BAD_FORMAT);
      return;
    }
    connection.submit(
        new MetaDebug(context.clock().now(), session.prefixLength()),
        new Get(key, Get.Options.PEEK));
  }

  private @Nullable Key decodedKey(TextLine line) {
    byte[] decoded = Base64Key.decode(line.in(), line.start(KEY), line.end(KEY));
    return decoded == null ? null : session.key(decoded, 0, decoded.length);
  }
}
