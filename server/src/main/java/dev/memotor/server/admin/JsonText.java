package dev.memotor.server.admin;

import dev.memotor.engine.EngineStats;
import java.util.Locale;

/** Writes JSON with its commas and quotes. */
final class JsonText {

  private final StringBuilder text = new StringBuilder(4096);
  private boolean first = true;

  JsonText open(char bracket) {
    comma();
    text.append(bracket);
    first = true;
    return this;
  }

  JsonText close(char bracket) {
    text.append(bracket);
    first = false;
    return this;
  }

  JsonText name(String name) {
    comma();
    quoted(name);
    text.append(':');
    first = true;
    return this;
  }

  JsonText value(String value) {
    comma();
    quoted(value);
    return this;
  }

  JsonText unsigned(long value) {
    comma();
    text.append(Long.toUnsignedString(value));
    return this;
  }

  /** Writes a figure of the engine; null for one that it cannot know. */
  JsonText figure(long value) {
    return value == EngineStats.UNKNOWN ? nothing() : unsigned(value);
  }

  /** Writes four significant digits, as much as a curve can show; null for what is not a number. */
  JsonText rounded(double value) {
    comma();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      text.append("null");
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      text.append((long) value);
    } else {
      text.append(String.format(Locale.ROOT, "%.4g", value));
    }
    return this;
  }

  /** Writes null. */
  JsonText nothing() {
    comma();
    text.append("null");
    return this;
  }

  private void comma() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  private void quoted(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
