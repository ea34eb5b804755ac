package dev.memotor.server.cli;

import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses the values of options; the exceptions say what would be right. */
final class Conversions {

  private static final int MEGABYTE_SHIFT = 20;

  private Conversions() {}

  /**
   * Registers the converters of all options that do not name one. Each method is referenced once:
   * with two equal lambdas, Java 17 crashes while it writes the class archive, because picocli's
   * interfaces are compiled for a Java too old to be archived.
   */
  static void register(CommandLine line) {
    ITypeConverter<Integer> whole = Conversions::whole;
    ITypeConverter<Long> wholeLong = text -> (long) whole(text);
    ITypeConverter<Boolean> onOrOff = Conversions::onOrOff;
    line.registerConverter(Integer.class, whole)
        .registerConverter(int.class, whole)
        .registerConverter(Long.class, wholeLong)
        .registerConverter(long.class, wholeLong)
        .registerConverter(Boolean.class, onOrOff)
        .registerConverter(boolean.class, onOrOff)
        .registerConverter(Path.class, Conversions::path);
  }

  private static int whole(String text) {
    if (!text.matches("[+-]?\\d{1,18}")) {
      throw new TypeConversionException("give a whole number");
    }
    long number = Long.parseLong(text);
    if (number != (int) number) {
      throw new TypeConversionException("the number is too large");
    }
    return (int) number;
  }

  private static boolean onOrOff(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes", "1" -> true;
      case "false", "off", "no", "0" -> false;
      default -> throw new TypeConversionException("give true or false");
    };
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("give a path");
    }
    return Path.of(text);
  }

  /** Returns the bytes of a number with or without k, m, g or t; -1 for anything else. */
  private static long size(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!lower.matches("\\d{1,15}[kmgt]?")) {
      return -1;
    }
    int shift =
        switch (lower.charAt(lower.length() - 1)) {
          case 'k' -> 10;
          case 'm' -> MEGABYTE_SHIFT;
          case 'g' -> 30;
          case 't' -> 40;
          default -> 0;
        };
    long number = Long.parseLong(shift == 0 ? lower : lower.substring(0, lower.length() - 1));
    return number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
  }

  /** Parses the size of an item, {@code -I}. */
  static final class ItemSize implements ITypeConverter<Integer> {

    private static final long MIN = 1024;
    private static final long MAX = 1024L * 1024 * 1024;

    @Override
    public Integer convert(String text) {
      long bytes = size(text);
      if (bytes < 0) {
        throw new TypeConversionException("give a size such as 512k, 1m or 1g");
      }
      if (bytes < MIN || bytes > MAX) {
        throw new TypeConversionException("give from 1k to 1g");
      }
      return (int) bytes;
    }
  }

  /** Parses memory for items: megabytes, or a size with a unit. */
  static final class Megabytes implements ITypeConverter<Long> {

    private static final long MIN = 2;
    private static final long MAX = 1 << 24;

    @Override
    public Long convert(String text) {
      boolean unit = !text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1));
      long size = size(text);
      if (size < 0) {
        throw new TypeConversionException(
            "give megabytes, such as 64, or a size such as 512m or 1g");
      }
      long megabytes = unit ? size >> MEGABYTE_SHIFT : size;
      if (megabytes < MIN || megabytes > MAX) {
        throw new TypeConversionException("give from 2 to " + MAX + " megabytes (16t)");
      }
      return megabytes;
    }
  }
}
