package dev.memotor.server.protocol.text;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Touch;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.protocol.ValueIntake;

/** The classic commands on items. */
final class ClassicCommands extends CommandFamily {

  /** memcached adds the two bytes of the line end, and counts in 32 bits. */
  private static final long MAX_VALUE_LENGTH = Integer.MAX_VALUE - 2L;

  private static final int KEY = 1;

  private final ValueIntake values;
  private final MultiGet multiGet;
  private final boolean hasClusterNodes;

  ClassicCommands(
      Connection connection, ProtocolContext context, ValueIntake values, MultiGet multiGet) {
    super(connection, context);
    this.values = values;
    this.multiGet = multiGet;
    this.hasClusterNodes = ClusterConfig.exists(context.administration());
  }

  void get(TextLine line, boolean withCas) {
    get(line, KEY, withCas, Get.Options.PLAIN);
  }

  void getAndTouch(TextLine line, boolean withCas) {
    long exptime = line.signed(1);
    if (line.count() <= 2) {
      reply(ReplyLines.BAD_FORMAT);
    } else if (exptime == TextLine.MALFORMED) {
      reply(ReplyLines.BAD_EXPTIME);
    } else {
      get(line, 2, withCas, Get.Options.touch(absolute(exptime)));
    }
  }

  private void get(TextLine line, int firstKey, boolean withCas, Get.Options options) {
    int keys = line.count() - firstKey;
    if (keys < 1 || !line.areTokensWithin(firstKey, session.maxKeyLength())) {
      reply(ReplyLines.BAD_FORMAT);
    } else if (keys > 1) {
      multiGet.begin(line, firstKey, withCas, options);
    } else if (hasClusterNodes && line.is(firstKey, ClusterConfig.KEY)) {
      connection.reply(ClusterConfig.value(context.administration()));
    } else {
      connection.submit(
          new ClassicGet(withCas, true, null, session.prefixLength()),
          new Get(key(line, firstKey), options));
    }
  }

  void store(TextLine line, Storage command) {
    long length = line.count() < 5 ? -1 : line.signed(4);
    if (length < 0 || length > MAX_VALUE_LENGTH) {
      // Even with noreply: without a length, the value cannot be told from commands.
      reply(ReplyLines.BAD_FORMAT);
      return;
    }
    boolean silent = line.endsWithNoreply();
    boolean compares = command == Storage.CAS;
    long flags = line.flags(2);
    long exptime = line.exptime(3);
    boolean valid =
        line.length(KEY) <= session.maxKeyLength()
            && flags != TextLine.MALFORMED
            && exptime != TextLine.MALFORMED
            && (!compares || line.count() > 5 && line.isUnsigned(5));
    if (!valid) {
      values.swallow(length, silent ? null : new FixedReply(ReplyLines.BAD_FORMAT));
      return;
    }
    Key key = key(line, KEY);
    int keptFlags = command.concatenates() ? 0 : (int) flags;
    if (context.limits().isTooLarge(key.length(), keptFlags, length)) {
      values.swallowTooLarge(length, silent, command == Storage.SET ? key : null);
      return;
    }
    values.store(
        key,
        (int) length,
        silent,
        new ClassicReply(silent),
        command.operation(
            key,
            keptFlags,
            absolute(exptime),
            compares ? new CasCondition(line.unsigned(5)) : null,
            context.limits().maxValueLength(key.length())));
  }

  void count(TextLine line, Arithmetic.Direction direction) {
    if (checkKey(line, 3)) {
      if (line.isUnsigned(2)) {
        submit(line, new Arithmetic(key(line, KEY), direction, line.unsigned(2)));
      } else {
        replyUnless(line.endsWithNoreply(), ReplyLines.BAD_DELTA);
      }
    }
  }

  void touch(TextLine line) {
    if (checkKey(line, 3)) {
      long exptime = line.signed(2);
      if (exptime == TextLine.MALFORMED) {
        replyUnless(line.endsWithNoreply(), ReplyLines.BAD_EXPTIME);
      } else {
        submit(line, new Touch(key(line, KEY), absolute(exptime)));
      }
    }
  }

  void delete(TextLine line) {
    // Tokens after the key are ignored: old clients send a time.
    if (checkKey(line, 2)) {
      submit(line, new Delete(key(line, KEY)));
    }
  }

  /** Checks the number of tokens and the length of the key; replies if they are wrong. */
  private boolean checkKey(TextLine line, int minTokens) {
    if (line.count() < minTokens) {
      reply(ReplyLines.BAD_FORMAT);
      return false;
    }
    boolean valid = line.length(KEY) <= session.maxKeyLength();
    if (!valid) {
      replyUnless(line.endsWithNoreply(), ReplyLines.BAD_FORMAT);
    }
    return valid;
  }

  private void submit(TextLine line, Operation operation) {
    connection.submit(new ClassicReply(line.endsWithNoreply()), operation);
  }
}
