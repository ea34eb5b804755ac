package dev.memotor.bench.workload;

import java.util.Locale;

/** The key distribution as it is named on the command line. */
public record Popularity(double zipfExponent) {

  private static final double USUAL_EXPONENT = 0.99;

  /** {@code uniform}, {@code zipf} or {@code zipf:EXPONENT}. */
  public static Popularity parse(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.equals("uniform")) {
      return new Popularity(0);
    }
    if (name.equals("zipf")) {
      return new Popularity(USUAL_EXPONENT);
    }
    if (name.startsWith("zipf:")) {
      try {
        double exponent = Double.parseDouble(name.substring("zipf:".length()));
        if (exponent > 0 && exponent <= 10) {
          return new Popularity(exponent);
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + text + "' has no number after the colon", e);
      }
      throw new IllegalArgumentException("the exponent of zipf is above 0 and at most 10");
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no distribution; there are uniform, zipf and zipf:EXPONENT");
  }

  boolean isUniform() {
    return zipfExponent == 0;
  }

  public KeyDistribution over(int keys) {
    return isUniform() ? KeyDistribution.uniform(keys) : new ZipfKeys(keys, zipfExponent);
  }

  @Override
  public String toString() {
    return isUniform() ? "uniform" : "zipf:" + zipfExponent;
  }
}
