package dev.memotor.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names the current run of the machine, so that a later start can tell whether it was the same. */
public final class BootId {

  private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

  private BootId() {}

  /**
   * The id, which differs after each start of the machine; empty if there is none, as elsewhere
   * than on Linux.
   */
  public static String current() {
    try {
      return Files.readString(FILE, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
