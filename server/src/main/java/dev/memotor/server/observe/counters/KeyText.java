package dev.memotor.server.observe.counters;

import dev.memotor.engine.Key;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Shows keys as text such that different keys stay different: valid UTF-8 as it is, all other bytes
 * and control characters as {@code \xNN}, and a backslash doubled.
 */
public final class KeyText {

  private static final int FIRST_PRINTABLE = 0x20;
  private static final int DELETE = 0x7f;

  /** The end of the control characters of Latin 1. */
  private static final int LAST_CONTROL = 0x9f;

  private KeyText() {}

  public static String of(Key key) {
    ByteBuffer in = ByteBuffer.wrap(key.bytes());
    CharBuffer out = CharBuffer.allocate(key.length());
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    StringBuilder text = new StringBuilder(key.length());
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      append(out.flip(), text);
      out.clear();
      if (!result.isError()) {
        return text.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        escape(in.get() & 0xff, text);
      }
      decoder.reset();
    }
  }

  private static void append(CharBuffer characters, StringBuilder text) {
    while (characters.hasRemaining()) {
      char c = characters.get();
      if (c == '\\') {
        text.append("\\\\");
      } else if (c < FIRST_PRINTABLE || c == DELETE) {
        escape(c, text);
      } else if (c > DELETE && c <= LAST_CONTROL) {
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          escape(b & 0xff, text);
        }
      } else {
        text.append(c);
      }
    }
  }

  private static void escape(int b, StringBuilder text) {
    text.append(String.format(Locale.ROOT, "\\x%02x", b));
  }
}
