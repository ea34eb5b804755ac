package dev.memotor.server.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes with k, m or g, as memcached's -I takes it. */
final class Sizes implements ITypeConverter<Integer> {

  private static final long MIN = 1024;
  private static final long MAX = 1024L * 1024 * 1024;

  @Override
  public Integer convert(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!lower.matches("\\d{1,12}[kmg]?")) {
      throw new TypeConversionException(
          "'" + text + "' is no size; a size looks like 512k, 1m or 1g");
    }
    int shift =
        switch (lower.charAt(lower.length() - 1)) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          default -> 0;
        };
    long bytes =
        Long.parseLong(shift == 0 ? lower : lower.substring(0, lower.length() - 1)) << shift;
    if (bytes < MIN || bytes > MAX) {
      throw new TypeConversionException(
          "'" + text + "' is out of range; an item may take from 1k to 1g");
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }
}
