package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.ToLongFunction;

/**
 * Names the file of a key.
 *
 * <p>Lower-case letters, digits and {@code - _ . , = + @ :} stand for themselves, except for a
 * leading dot; any other byte becomes {@code %} and two hexadecimal digits. Upper-case letters
 * stand for themselves too, but such a name, like one that would be too long, ends in {@code ~} and
 * 16 digits of a hash of the key: names thus never differ only in case and are never longer than
 * {@value #MAX_LENGTH}. If a name is taken by another file, {@code ~1} and so on are appended.
 */
final class FileNames {

  /** File systems allow 255; the rest is reserved for the suffix of a name that is taken. */
  static final int MAX_LENGTH = 240;

  private static final int HASH_LENGTH = 16;
  private static final int MAX_PLAIN = MAX_LENGTH - HASH_LENGTH - 1;
  private static final String DIGITS = "0123456789abcdef";
  private static final boolean[] SAFE = new boolean[128];

  static {
    String safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,=+@:";
    safe.chars().forEach(c -> SAFE[c] = true);
  }

  private final ToLongFunction<byte[]> hash;

  FileNames() {
    this(FileNames::sha256);
  }

  /** Creates names with another hash, for tests that need collisions. */
  FileNames(ToLongFunction<byte[]> hash) {
    this.hash = hash;
  }

  /**
   * Returns a file name for a key.
   *
   * @param attempt 0 for the plain name, otherwise a number that distinguishes it from names that
   *     are taken
   */
  String nameOf(Key key, int attempt) {
    byte[] bytes = key.bytes();
    StringBuilder name = new StringBuilder(bytes.length + 20);
    boolean hashed = false;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      boolean plain = b >= 0 && SAFE[b] && !(b == '.' && i == 0);
      if (name.length() + (plain ? 1 : 3) > MAX_PLAIN) {
        hashed = true;
        break;
      }
      if (plain) {
        hashed |= b >= 'A' && b <= 'Z';
        name.append((char) b);
      } else {
        name.append('%').append(DIGITS.charAt((b >> 4) & 0xf)).append(DIGITS.charAt(b & 0xf));
      }
    }
    if (hashed) {
      long number = hash.applyAsLong(bytes);
      name.append('~');
      for (int shift = 60; shift >= 0; shift -= 4) {
        name.append(DIGITS.charAt((int) (number >>> shift) & 0xf));
      }
    }
    if (attempt > 0) {
      name.append('~').append(attempt);
    }
    return name.toString();
  }

  /** Returns the attempt that gives a key this name, or -1 if none does. */
  int attemptOf(Key key, String name) {
    String proper = nameOf(key, 0);
    if (name.equals(proper)) {
      return 0;
    }
    String suffix = name.startsWith(proper) ? name.substring(proper.length()) : "";
    return suffix.matches("~[1-9][0-9]?") ? Integer.parseInt(suffix.substring(1)) : -1;
  }

  private static long sha256(byte[] bytes) {
    byte[] digest;
    try {
      digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << 8 | (digest[i] & 0xff);
    }
    return number;
  }
}
