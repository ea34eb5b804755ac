package dev.memotor.conformance.template;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One piece of a {@link Template}: either bytes that can be written down, or a pattern. */
sealed interface TemplatePart {

  /** The bytes this piece stands for. */
  String render(Bindings bindings);

  /** A piece whose bytes are known before anything is received. */
  record Literal(String bytes) implements TemplatePart {
    @Override
    public String render(Bindings bindings) {
      return bytes;
    }
  }

  /** The case's own key, so that cases touch neither each other's data nor any other. */
  record Key(int length) implements TemplatePart {
    @Override
    public String render(Bindings bindings) {
      String key = bindings.key();
      return length <= key.length() ? key : key + "k".repeat(length - key.length());
    }
  }

  /** A captured value, or a number a little above or below one. */
  record Variable(String name, BigInteger offset) implements TemplatePart {
    @Override
    public String render(Bindings bindings) {
      return offset.signum() == 0
          ? bindings.value(name)
          : bindings.number(name).add(offset).toString();
    }
  }

  /** Some bytes many times over. */
  record Repeat(Template unit, int count) implements TemplatePart {
    @Override
    public String render(Bindings bindings) {
      return unit.render(bindings).repeat(count);
    }
  }

  /** A text for every number of a range, with {@code %} standing for the number. */
  record Each(int first, int last, Template unit) implements TemplatePart {
    @Override
    public String render(Bindings bindings) {
      String pattern = unit.render(bindings);
      StringBuilder out = new StringBuilder();
      for (int i = first; i <= last; i++) {
        out.append(pattern.replace("%", Integer.toString(i)));
      }
      return out.toString();
    }
  }

  /** What it contains, in base64. */
  record Encoded(Template content) implements TemplatePart {
    @Override
    public String render(Bindings bindings) {
      byte[] bytes = content.render(bindings).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(bytes);
    }
  }

  /** How many bytes it contains. */
  record Length(Template content) implements TemplatePart {
    @Override
    public String render(Bindings bindings) {
      return Integer.toString(content.render(bindings).length());
    }
  }

  /**
   * Where the server is free to answer within bounds; what it answered may be kept under a name.
   */
  record Wildcard(@Nullable String capture, Constraint constraint) implements TemplatePart {
    @Override
    public String render(Bindings bindings) {
      throw new IllegalStateException("a pattern cannot be sent");
    }

    String regex() {
      return constraint.regex();
    }
  }

  /** What a wildcard admits. */
  sealed interface Constraint {
    String regex();

    default boolean admits(String got, Bindings bindings) {
      return true;
    }

    String describe(Bindings bindings);
  }

  /** A decimal number, optionally different from or greater than a captured one. */
  record AnyNumber(char relation, String other) implements Constraint {
    static final char UNRELATED = ' ';
    static final char DIFFERS = '!';
    static final char GREATER = '>';

    @Override
    public String regex() {
      return "[0-9]{1,20}";
    }

    @Override
    public boolean admits(String got, Bindings bindings) {
      if (relation == UNRELATED) {
        return true;
      }
      int order = new BigInteger(got).compareTo(bindings.number(other));
      return relation == DIFFERS ? order != 0 : order > 0;
    }

    @Override
    public String describe(Bindings bindings) {
      return switch (relation) {
        case DIFFERS -> "<number other than " + bindings.value(other) + ">";
        case GREATER -> "<number above " + bindings.value(other) + ">";
        default -> "<number>";
      };
    }
  }

  /** A decimal number between two bounds, both included. */
  record NumberRange(Template low, Template high) implements Constraint {
    @Override
    public String regex() {
      return "-?[0-9]{1,20}";
    }

    @Override
    public boolean admits(String got, Bindings bindings) {
      BigInteger number = new BigInteger(got);
      return number.compareTo(new BigInteger(low.render(bindings))) >= 0
          && number.compareTo(new BigInteger(high.render(bindings))) <= 0;
    }

    @Override
    public String describe(Bindings bindings) {
      return "<" + low.render(bindings) + ".." + high.render(bindings) + ">";
    }
  }

  /** Whatever a regular expression matches. */
  record Expression(String regex) implements Constraint {
    @Override
    public String describe(Bindings bindings) {
      return regex.equals(ANYTHING) ? "<anything>" : "<matching " + regex + ">";
    }

    static final String ANYTHING = ".*";

    static Expression of(String regex) {
      Pattern.compile(regex);
      return new Expression(regex);
    }
  }
}
