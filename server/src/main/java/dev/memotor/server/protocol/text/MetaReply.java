package dev.memotor.server.protocol.text;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import java.util.Arrays;
import java.util.Base64;

/**
 * A reply to a meta command: a code, then what the flags ask for, in the order in which they were
 * sent.
 */
abstract class MetaReply extends Request {

  /** The flags as sent; null for none. */
  private final byte[] flags;

  private final boolean quiet;
  private final boolean base64;
  private final int prefixLength;

  MetaReply(MetaFlags flags) {
    this.flags = flags.copy();
    this.quiet = flags.has('q');
    this.base64 = flags.has('b');
    this.prefixLength = flags.prefixLength();
  }

  final boolean isQuiet() {
    return quiet;
  }

  @Override
  protected final boolean isMeta() {
    return true;
  }

  @Override
  protected final void writeReply(ReplyBuffer out) {
    if (failure() != null) {
      Lines.putFailure(failure(), out);
    } else {
      write(out);
    }
  }

  @Override
  protected final void writeRefusal(ReplyBuffer out) {
    out.put(Lines.READ_ONLY);
  }

  abstract void write(ReplyBuffer out);

  /** Writes what one flag asks for; called in the order of the flags. */
  interface FlagWriter {

    void write(ReplyBuffer out, byte letter);
  }

  /** The flags that show the item, and key and opaque with them. */
  final void putFlags(ReplyBuffer out, boolean binaryKey, FlagWriter writer) {
    if (flags == null) {
      return;
    }
    int at = 0;
    while (at < flags.length) {
      int end = GetCursor.endOfToken(flags, at, flags.length);
      byte letter = flags[at];
      if (letter == 'O') {
        out.put(' ').put(flags, at, end);
      } else if (letter == 'k') {
        putKey(out.put(' ').put('k'), operation().key(), prefixLength, binaryKey);
      } else {
        writer.write(out, letter);
      }
      at = GetCursor.skipSpaces(flags, end, flags.length);
    }
  }

  /** A code and, of the flags, key and opaque alone: for replies without an item. */
  final void putCode(ReplyBuffer out, String code) {
    out.put(code);
    putFlags(out, base64, (to, letter) -> {});
    out.crlf();
  }

  final boolean wasBase64() {
    return base64;
  }

  /** Writes what stands behind a prefix, and says so if it is base64. */
  static void putKey(ReplyBuffer out, Key key, int prefixLength, boolean binaryKey) {
    putKeyText(out, key, prefixLength, binaryKey);
    if (binaryKey) {
      out.put(" b");
    }
  }

  /** The same without saying so. */
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

  /** Remaining seconds, or -1 for ever. */
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
