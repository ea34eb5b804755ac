package dev.memotor.conformance.wire;

import dev.memotor.conformance.template.Template;
import dev.memotor.conformance.template.TemplateParser;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A frame as a case file writes it: {@code SET key={key} value="a b" flags=5}. */
public record FrameNotation(int opcode, Map<String, Template> fields) {

  public static final long DEFAULT_OPAQUE = 0xdeadbeefL;

  static FrameNotation parse(String text, Set<String> allowedFields) {
    Iterator<String> words = new FrameWords(text).iterator();
    if (!words.hasNext()) {
      throw new IllegalArgumentException("a frame begins with its opcode");
    }
    int opcode = opcode(words.next());
    Map<String, Template> fields = new LinkedHashMap<>();
    while (words.hasNext()) {
      String word = words.next();
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (equals < 0 || !allowedFields.contains(name)) {
        throw new IllegalArgumentException(
            "'" + word + "' is not one of the fields " + allowedFields);
      }
      if (fields.put(name, TemplateParser.parse(unquote(word.substring(equals + 1)))) != null) {
        throw new IllegalArgumentException("field " + name + " is given twice");
      }
    }
    return new FrameNotation(opcode, fields);
  }

  private static int opcode(String word) {
    if (word.startsWith("0x")) {
      return Integer.parseInt(word.substring(2), 16);
    }
    try {
      return Opcode.valueOf(word).code();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("unknown opcode " + word, e);
    }
  }

  private static String unquote(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** A number in decimal or, with 0x, hexadecimal; up to 64 bits, unsigned. */
  static long number(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseUnsignedLong(text);
  }
}
