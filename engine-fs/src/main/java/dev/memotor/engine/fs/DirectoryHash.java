package dev.memotor.engine.fs;

import dev.memotor.engine.Key;

/**
 * Spreads keys over {@value #DIRECTORIES} directories, by a hash that is part of the format on disk
 * (FNV-1a, mixed) and therefore never changes.
 */
final class DirectoryHash {

  /** One level: with more directories creating a file gets dearer, with two levels dearer still. */
  static final int DIRECTORIES = 256;

  private static final String[] NAMES = new String[DIRECTORIES];

  static {
    for (int i = 0; i < DIRECTORIES; i++) {
      NAMES[i] = (i < 16 ? "0" : "") + Integer.toHexString(i);
    }
  }

  private DirectoryHash() {}

  /** The number of the key's directory. */
  static int directoryOf(Key key) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key.bytes()) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    return (int) (hash >>> 56);
  }

  /** The name of a directory. */
  static String name(int directory) {
    return NAMES[directory];
  }
}
