package dev.memotor.server.protocol.text;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import java.util.Arrays;
import java.util.Base64;

/**
 * A reply to a meta command: a code, then what the flags request, in the order in which they were
 * sent.
 */
abstract class MetaReply extends Request {

  final MetaFlags flags;

  MetaReply(MetaFlags flags) {
    this.flags = flags;
  }

  final boolean isQuiet() {
    return flags.has('q');
  }

  @Override
  protected final boolean isMeta() {
    return true;
  }

  @Override
  protected final void writeFailure(ReplyBuffer out, EngineException failure) {
    ReplyLines.putFailure(failure, out);
  }

  @Override
  protected final void writeRefusal(ReplyBuffer out) {
    out.put(ReplyLines.READ_ONLY);
  }

  /** Returns the code of an outcome. */
  static String code(Result result) {
    return switch (result.status()) {
      case OK -> "HD";
      case EXISTS -> "EX";
      case NOT_FOUND -> "NF";
      case NOT_STORED, TOO_LARGE, NON_NUMERIC -> "NS";
    };
  }

  /** Writes what one flag shows of the item; called in the order of the flags. */
  void putFlag(ReplyBuffer out, char letter, Operation operation, Result result) {}

  /** Writes a code, and of the flags only key and opaque: for replies without an item. */
  final void putCode(ReplyBuffer out, String code) {
    out.put(code);
    for (long rest = flags.shown(); rest != 0; rest = MetaFlags.withoutFirst(rest)) {
      putKeyOrOpaque(out, MetaFlags.firstLetter(rest), flags.has('b'));
    }
    out.crlf();
  }

  /** Writes what the flags request. */
  final void putFlags(ReplyBuffer out, boolean binaryKey, Operation operation, Result result) {
    for (long rest = flags.shown(); rest != 0; rest = MetaFlags.withoutFirst(rest)) {
      char letter = MetaFlags.firstLetter(rest);
      if (!putKeyOrOpaque(out, letter, binaryKey)) {
        putFlag(out, letter, operation, result);
      }
    }
  }

  private boolean putKeyOrOpaque(ReplyBuffer out, char letter, boolean binaryKey) {
    switch (letter) {
      case 'O' -> out.put(" O").put(flags.opaque());
      case 'k' -> putKey(out.put(" k"), flags.key(), flags.prefixLength(), binaryKey);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Writes the key without its prefix, followed by the flag b if it is base64. */
  static void putKey(ReplyBuffer out, Key key, int prefixLength, boolean binaryKey) {
    putKeyText(out, key, prefixLength, binaryKey);
    if (binaryKey) {
      out.put(" b");
    }
  }

  /** Writes the key without its prefix. */
  static void putKeyText(ReplyBuffer out, Key key, int prefixLength, boolean binaryKey) {
    byte[] bytes = key.bytes();
    if (!binaryKey) {
      out.put(bytes, prefixLength, bytes.length);
      return;
    }
    byte[] shown =
        prefixLength == 0 ? bytes : Arrays.copyOfRange(bytes, prefixLength, bytes.length);
    out.put(Base64.getEncoder().encode(shown));
  }

  /** Writes the remaining seconds, or -1 if there is no expiry. */
  final void putRemaining(ReplyBuffer out, long exptime) {
    putRemaining(out, exptime, flags.now());
  }

  static void putRemaining(ReplyBuffer out, long exptime, long now) {
    if (exptime == 0) {
      out.put("-1");
    } else {
      out.putDecimal(Math.max(0, exptime - now));
    }
  }

  static void putClientFlags(ReplyBuffer out, Item item) {
    out.putDecimal(Integer.toUnsignedLong(item.flags()));
  }
}
