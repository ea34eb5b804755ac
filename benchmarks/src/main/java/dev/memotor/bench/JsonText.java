package dev.memotor.bench;

import java.util.Locale;

/** Writes JSON, with the commas and escapes in the right places. */
final class JsonText {

  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  JsonText open(String name) {
    name(name);
    return begin('{');
  }

  JsonText openArray(String name) {
    name(name);
    return begin('[');
  }

  JsonText open() {
    separate();
    return begin('{');
  }

  JsonText close() {
    return finish('}');
  }

  JsonText closeArray() {
    return finish(']');
  }

  JsonText field(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  JsonText field(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  JsonText field(String name, boolean value) {
    name(name);
    text.append(value);
    return this;
  }

  /** A number that is not one (nothing was measured) is null. */
  JsonText field(String name, double value) {
    name(name);
    text.append(
        Double.isNaN(value) || Double.isInfinite(value)
            ? "null"
            : String.format(Locale.ROOT, "%.4f", value));
    return this;
  }

  JsonText element(String value) {
    separate();
    quote(value);
    return this;
  }

  private JsonText begin(char bracket) {
    text.append(bracket);
    first = true;
    return this;
  }

  private JsonText finish(char bracket) {
    text.append(bracket);
    first = false;
    return this;
  }

  private void name(String name) {
    separate();
    quote(name);
    text.append(':');
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20) {
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
