package dev.memotor.conformance.template;

import java.nio.charset.StandardCharsets;

/**
 * The backslash notation of case files and reports. Bytes travel through the runner as strings with
 * one char per byte, so that patterns can be ordinary regular expressions.
 */
public final class Escapes {

  private static final int SHOWN_RUN_MIN = 24;

  private Escapes() {}

  /** Turns file text (already decoded as UTF-8) into one char per byte. */
  static String toBytes(String fileText) {
    return new String(fileText.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Resolves {@code \r \n \t \s \0 \xHH \\ \{ \} \"}; {@code \s} keeps trailing spaces visible. */
  static String unescape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      if (++i == text.length()) {
        throw new IllegalArgumentException("a backslash at the end stands for nothing");
      }
      char e = text.charAt(i);
      switch (e) {
        case 'r' -> out.append('\r');
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 's' -> out.append(' ');
        case '0' -> out.append('\0');
        case '\\', '{', '}', '"' -> out.append(e);
        case 'x' -> {
          if (i + 2 >= text.length()) {
            throw new IllegalArgumentException("\\x needs two hexadecimal digits");
          }
          out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> throw new IllegalArgumentException("unknown escape \\" + e);
      }
    }
    return out.toString();
  }

  /** Shows bytes so that nothing is invisible; long runs of one byte shrink to {@code {x*1000}}. */
  public static String show(String bytes) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < bytes.length()) {
      char c = bytes.charAt(i);
      int run = 1;
      while (i + run < bytes.length() && bytes.charAt(i + run) == c) {
        run++;
      }
      if (run >= SHOWN_RUN_MIN) {
        out.append('{').append(showByte(c)).append('*').append(run).append('}');
        i += run;
      } else {
        out.append(showByte(c));
        i++;
      }
    }
    return out.toString();
  }

  private static String showByte(char c) {
    return switch (c) {
      case '\r' -> "\\r";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\0' -> "\\0";
      case '\\' -> "\\\\";
      default -> c >= 0x20 && c < 0x7f ? Character.toString(c) : String.format("\\x%02x", (int) c);
    };
  }
}
