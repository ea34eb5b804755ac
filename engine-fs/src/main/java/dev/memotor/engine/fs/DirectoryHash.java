package dev.memotor.engine.fs;

import dev.memotor.engine.Key;

/**
 * Spreads keys over {@value #DIRECTORIES} directories by a hash (FNV-1a, mixed) that is part of the
 * disk format and therefore never changes.
 */
final class DirectoryHash {

  /**
   * One level of directories: creating a file costs more with more directories, and still more with
   * two levels.
   */
  static final int DIRECTORIES = 256;

  private static final String[] NAMES = new String[DIRECTORIES];

  static {
    for (int i = 0; i < DIRECTORIES; i++) {
      NAMES[i] = (i < 16 ? "0" : "") + Integer.toHexString(i);
    }
  }

  private DirectoryHash() {}

  /** Returns the number of a key's directory. */
  static int directoryOf(Key key) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key.bytes()) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    return (int) (hash >>> 56);
  }

  /** Returns the name of a directory. */
  static String name(int directory) {
    return NAMES[directory];
  }
}
