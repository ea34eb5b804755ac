package dev.memotor.server.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a threshold, such as 10ms; {@code off} is zero. */
final class Thresholds implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    if (text.equals("off")) {
      return Duration.ZERO;
    }
    String digits = text.replaceAll("[a-z]+$", "");
    if (digits.matches("\\d{1,9}") && Long.parseLong(digits) > 0) {
      long number = Long.parseLong(digits);
      switch (text.substring(digits.length())) {
        case "us" -> {
          return Duration.ofNanos(number * 1000);
        }
        case "ms" -> {
          return Duration.ofMillis(number);
        }
        case "s" -> {
          return Duration.ofSeconds(number);
        }
        default -> {}
      }
    }
    throw new TypeConversionException("give a time such as 500us, 10ms or 1s, or off");
  }
}
