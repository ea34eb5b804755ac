package dev.memotor.bench.tally;

import java.util.Locale;

/** Times for people to read and to write. */
public final class Nanos {

  private Nanos() {}

  /** Three digits and a unit, such as {@code 85.1 us}. */
  public static String text(double nanos) {
    if (nanos < 999.5) {
      return String.format(Locale.ROOT, "%.0f ns", nanos);
    }
    String[] units = {"us", "ms", "s"};
    double value = nanos / 1000;
    int unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", value, units[unit]);
  }

  /** {@code 10}, {@code 10s}, {@code 500ms} or {@code 2m}; a bare number counts seconds. */
  public static long parse(String text) {
    String number = text.strip();
    double unit = 1e9;
    if (number.endsWith("ms")) {
      unit = 1e6;
      number = number.substring(0, number.length() - 2);
    } else if (number.endsWith("s")) {
      number = number.substring(0, number.length() - 1);
    } else if (number.endsWith("m")) {
      unit = 60e9;
      number = number.substring(0, number.length() - 1);
    }
    try {
      double nanos = Double.parseDouble(number) * unit;
      if (nanos >= 0 && nanos < 1e17) {
        return (long) nanos;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no time; write 10s, 500ms or 2m", e);
    }
    throw new IllegalArgumentException("'" + text + "' is no time that can be waited");
  }
}
