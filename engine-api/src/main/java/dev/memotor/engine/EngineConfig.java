package dev.memotor.engine;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an engine URI says: {@code scheme:location?option=value&...}, checked against the options
 * that the engine declares. Percent-encoding is undone in option values only.
 */
public final class EngineConfig {

  private final String scheme;
  private final String location;
  private final Map<String, EngineOption> declared;
  private final Map<String, String> given;

  private EngineConfig(
      String scheme,
      String location,
      Map<String, EngineOption> declared,
      Map<String, String> given) {
    this.scheme = scheme;
    this.location = location;
    this.declared = declared;
    this.given = given;
  }

  /** The scheme of an engine URI: what stands before the first colon or question mark. */
  public static String schemeOf(String uri) {
    int end = 0;
    while (end < uri.length() && uri.charAt(end) != ':' && uri.charAt(end) != '?') {
      end++;
    }
    return uri.substring(0, end);
  }

  /**
   * Reads an engine URI.
   *
   * @throws EngineException of kind CONFIGURATION that names everything wrong with it at once
   */
  public static EngineConfig parse(String uri, List<EngineOption> options) {
    Map<String, EngineOption> declared = new LinkedHashMap<>();
    options.forEach(option -> declared.put(option.name(), option));
    String scheme = schemeOf(uri);
    String rest = uri.substring(scheme.length());
    int question = rest.indexOf('?');
    String location = question < 0 ? rest : rest.substring(0, question);
    if (location.startsWith(":")) {
      location = location.substring(1);
    }
    Map<String, String> given = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    if (question >= 0) {
      for (String pair : rest.substring(question + 1).split("&", -1)) {
        readOption(scheme, pair, declared, given, wrong);
      }
    }
    if (!wrong.isEmpty()) {
      throw new EngineException(EngineException.Kind.CONFIGURATION, String.join("; ", wrong));
    }
    return new EngineConfig(scheme, location, declared, given);
  }

  private static void readOption(
      String scheme,
      String pair,
      Map<String, EngineOption> declared,
      Map<String, String> given,
      List<String> wrong) {
    if (pair.isEmpty()) {
      return;
    }
    int equals = pair.indexOf('=');
    String name = equals < 0 ? pair : pair.substring(0, equals);
    EngineOption option = declared.get(name);
    if (option == null) {
      wrong.add(
          "engine "
              + scheme
              + " has no option '"
              + name
              + "'"
              + Suggestion.didYouMean(name, declared.keySet())
              + (Suggestion.closest(name, declared.keySet()) == null ? "; it has: " : " It has: ")
              + (declared.isEmpty() ? "none" : String.join(", ", declared.keySet())));
      return;
    }
    String value;
    try {
      value =
          equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      wrong.add("option '" + name + "' of engine " + scheme + " has broken percent-encoding");
      return;
    }
    String problem = problem(option, value);
    if (problem != null) {
      wrong.add(
          "option '"
              + name
              + "' of engine "
              + scheme
              + " is '"
              + (option.sensitive() ? "***" : value)
              + "' but must be "
              + problem
              + (option.sensitive() ? "" : Suggestion.didYouMean(value, option.choices())));
    } else if (given.putIfAbsent(name, value) != null) {
      wrong.add("option '" + name + "' of engine " + scheme + " is given twice");
    }
  }

  private static @Nullable String problem(EngineOption option, String value) {
    boolean right =
        switch (option.type()) {
          case TEXT -> true;
          case PATH -> !value.isEmpty();
          case NUMBER -> value.matches("\\d{1,18}");
          case FRACTION -> value.matches("0|1|1\\.0*|0?\\.\\d+|0\\.\\d*");
          case SIZE -> size(value) >= 0;
          case DURATION -> parseDuration(value) != null;
          case SWITCH -> value.equals("true") || value.equals("false");
          case CHOICE -> option.choices().contains(value);
        };
    if (right) {
      return null;
    }
    return option.type() == EngineOption.Type.CHOICE
        ? "one of " + String.join(", ", option.choices())
        : option.type().hint();
  }

  /** Bytes, or -1 if the text is no size. */
  private static long size(String text) {
    if (!text.matches("\\d{1,15}[kKmMgGtT]?")) {
      return -1;
    }
    char unit = Character.toLowerCase(text.charAt(text.length() - 1));
    int shift =
        switch (unit) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          case 't' -> 40;
          default -> 0;
        };
    long number = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1));
    return number > Long.MAX_VALUE >> shift ? -1 : number << shift;
  }

  private static @Nullable Duration parseDuration(String text) {
    if (!text.matches("\\d{1,12}(ms|s|m|h|d)")) {
      return null;
    }
    String digits = text.replaceAll("[a-z]", "");
    long number = Long.parseLong(digits);
    return switch (text.substring(digits.length())) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** The scheme as it was written. */
  public String scheme() {
    return scheme;
  }

  /** What stands between the scheme's colon and the question mark; may be empty. */
  public String location() {
    return location;
  }

  /** The same, at this place if the URI names none. */
  public EngineConfig orAt(String place) {
    return location.isEmpty() && !place.isEmpty()
        ? new EngineConfig(scheme, place, declared, given)
        : this;
  }

  /** The location as a path, or {@code fallback} if there is none. */
  public Path path(String fallback) {
    return Path.of(location.isEmpty() ? fallback : location);
  }

  /** Whether the URI names this option. */
  public boolean has(String option) {
    return given.containsKey(option);
  }

  /** The value as written, or the declared default. */
  public String text(String option) {
    String value = given.get(option);
    if (value != null) {
      return value;
    }
    EngineOption known = declared.get(option);
    if (known == null) {
      throw new IllegalArgumentException("undeclared option " + option);
    }
    return known.defaultValue();
  }

  /** The value of a NUMBER option. */
  public long number(String option) {
    return Long.parseLong(text(option));
  }

  /** The value of a FRACTION option. */
  public double fraction(String option) {
    return Double.parseDouble(text(option));
  }

  /** The value of a SIZE option, in bytes. */
  public long bytes(String option) {
    return size(text(option));
  }

  /** The value of a DURATION option. */
  public Duration duration(String option) {
    return Objects.requireNonNull(parseDuration(text(option)));
  }

  /** The value of a SWITCH option. */
  public boolean isOn(String option) {
    return Boolean.parseBoolean(text(option));
  }

  /** The URI again, with sensitive values masked. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scheme);
    if (!location.isEmpty()) {
      // A password may stand before the @ of a network location.
      text.append(':').append(location.replaceFirst("(//[^/:@]*:)[^@]*@", "$1***@"));
    }
    char separator = '?';
    for (Map.Entry<String, String> option : given.entrySet()) {
      text.append(separator).append(option.getKey()).append('=');
      EngineOption known = Objects.requireNonNull(declared.get(option.getKey()));
      text.append(known.sensitive() ? "***" : option.getValue());
      separator = '&';
    }
    return text.toString();
  }
}
