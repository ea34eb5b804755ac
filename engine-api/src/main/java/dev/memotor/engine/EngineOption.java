package dev.memotor.engine;

import java.util.List;
import java.util.Objects;

/**
 * An option of an engine's URI.
 *
 * @param name as it stands in the URI
 * @param type how its value is checked
 * @param defaultValue in the form a user would write; empty for none
 * @param description one sentence for the help page
 * @param choices the values allowed for {@link Type#CHOICE}, else empty
 * @param sensitive whether the value must not be shown
 */
public record EngineOption(
    String name,
    Type type,
    String defaultValue,
    String description,
    List<String> choices,
    boolean sensitive) {

  /** The forms of a value. */
  public enum Type {
    TEXT("a text"),
    /** Whole, not negative. */
    NUMBER("a whole number such as 8"),
    FRACTION("a number from 0 to 1 such as 0.5"),
    /** Bytes with k, m, g, t as powers of 1024. */
    SIZE("a size such as 512k, 64m or 2g"),
    /** A number with ms, s, m, h or d. */
    DURATION("a duration such as 100ms, 1s or 5m"),
    SWITCH("true or false"),
    CHOICE("one of the named values"),
    PATH("a path");

    private final String hint;

    Type(String hint) {
      this.hint = hint;
    }

    /** What a right value looks like. */
    public String hint() {
      return hint;
    }
  }

  public EngineOption {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(defaultValue, "defaultValue");
    choices = List.copyOf(choices);
  }

  /** An option that may be shown. */
  public static EngineOption of(String name, Type type, String defaultValue, String description) {
    return new EngineOption(name, type, defaultValue, description, List.of(), false);
  }

  /** One of some named values. */
  public static EngineOption choice(
      String name, List<String> choices, String defaultValue, String description) {
    return new EngineOption(name, Type.CHOICE, defaultValue, description, choices, false);
  }

  /** A password or the like: masked wherever options are shown. */
  public static EngineOption secret(String name, String description) {
    return new EngineOption(name, Type.TEXT, "", description, List.of(), true);
  }
}
