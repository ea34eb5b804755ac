package dev.memotor.conformance.against;

import java.util.regex.Pattern;

/**
 * The deviation {@code counter-unpadded}, undone: spaces after a number, which memcached keeps when
 * a counter gets shorter.
 */
final class PaddedNumber {

  private static final Pattern PADDED = Pattern.compile("\\d+ +");

  private PaddedNumber() {}

  static String strip(String value) {
    return PADDED.matcher(value).matches() ? value.stripTrailing() : value;
  }
}
