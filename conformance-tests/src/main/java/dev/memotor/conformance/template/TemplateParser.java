package dev.memotor.conformance.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the placeholder notation; conformance-tests/README.md lists all forms. */
public final class TemplateParser {

  private static final Pattern KEY = Pattern.compile("key(?::(\\d+))?");
  private static final Pattern EACH =
      Pattern.compile("each (\\d+)\\.\\.(\\d+):(.*)", Pattern.DOTALL);
  private static final Pattern CAPTURE = Pattern.compile("([a-z][a-z_0-9]*)=(.+)", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("#(?:(!=|>)([a-z][a-z_0-9]*))?");
  private static final Pattern BOUND = Pattern.compile("-?\\d+|[a-z][a-z_0-9]*(?:[+-]\\d+)?");
  private static final Pattern RANGE =
      Pattern.compile("(" + BOUND.pattern() + ")\\.\\.(" + BOUND.pattern() + ")");
  private static final Pattern REPEAT = Pattern.compile("(.+)\\*(\\d+)", Pattern.DOTALL);
  private static final Pattern VARIABLE = Pattern.compile("([a-z][a-z_0-9]*)([+-]\\d+)?");
  private static final String BASE64 = "base64:";
  private static final String LENGTH = "len:";

  private TemplateParser() {}

  public static Template parse(String text) {
    List<TemplatePart> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        literal.append(c).append(text.charAt(i + 1));
        i += 2;
      } else if (c == '{') {
        int end = closingBrace(text, i);
        flush(literal, parts);
        parts.add(placeholder(text.substring(i + 1, end)));
        i = end + 1;
      } else {
        literal.append(c);
        i++;
      }
    }
    flush(literal, parts);
    return new Template(parts);
  }

  private static void flush(StringBuilder literal, List<TemplatePart> parts) {
    if (literal.length() > 0) {
      parts.add(new TemplatePart.Literal(Escapes.unescape(Escapes.toBytes(literal.toString()))));
      literal.setLength(0);
    }
  }

  private static int closingBrace(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("a { without its }; write \\{ for the character");
  }

  private static TemplatePart placeholder(String body) {
    TemplatePart.Constraint anonymous = constraint(body);
    if (anonymous != null) {
      return new TemplatePart.Wildcard(null, anonymous);
    }
    Matcher m = CAPTURE.matcher(body);
    if (m.matches()) {
      TemplatePart.Constraint named = constraint(m.group(2));
      if (named != null) {
        return new TemplatePart.Wildcard(m.group(1), named);
      }
    }
    m = KEY.matcher(body);
    if (m.matches()) {
      return new TemplatePart.Key(m.group(1) == null ? 0 : Integer.parseInt(m.group(1)));
    }
    m = EACH.matcher(body);
    if (m.matches()) {
      return new TemplatePart.Each(
          Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), sendable(m.group(3)));
    }
    if (body.startsWith(BASE64)) {
      return new TemplatePart.Encoded(sendable(body.substring(BASE64.length())));
    }
    if (body.startsWith(LENGTH)) {
      return new TemplatePart.Length(sendable(body.substring(LENGTH.length())));
    }
    m = REPEAT.matcher(body);
    if (m.matches()) {
      return new TemplatePart.Repeat(sendable(m.group(1)), Integer.parseInt(m.group(2)));
    }
    m = VARIABLE.matcher(body);
    if (m.matches()) {
      return new TemplatePart.Variable(m.group(1), offset(m.group(2)));
    }
    throw new IllegalArgumentException("unknown placeholder {" + body + "}");
  }

  private static Template sendable(String text) {
    Template template = parse(text);
    if (template.isPattern()) {
      throw new IllegalArgumentException("a pattern inside another placeholder: " + text);
    }
    return template;
  }

  private static TemplatePart.@Nullable Constraint constraint(String body) {
    if (body.equals("*")) {
      return TemplatePart.Expression.of(TemplatePart.Expression.ANYTHING);
    }
    if (body.startsWith("~")) {
      return TemplatePart.Expression.of(body.substring(1));
    }
    Matcher m = NUMBER.matcher(body);
    if (m.matches()) {
      char relation = m.group(1) == null ? TemplatePart.AnyNumber.UNRELATED : m.group(1).charAt(0);
      return new TemplatePart.AnyNumber(relation, m.group(2));
    }
    m = RANGE.matcher(body);
    return m.matches() ? new TemplatePart.NumberRange(bound(m.group(1)), bound(m.group(2))) : null;
  }

  private static Template bound(String text) {
    Matcher m = VARIABLE.matcher(text);
    return m.matches()
        ? new Template(List.of(new TemplatePart.Variable(m.group(1), offset(m.group(2)))))
        : Template.literal(text);
  }

  private static BigInteger offset(String signed) {
    return signed == null
        ? BigInteger.ZERO
        : new BigInteger(signed.startsWith("+") ? signed.substring(1) : signed);
  }
}
