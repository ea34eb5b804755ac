package dev.memotor.engine.fs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;

/**
 * Makes a whole file system durable with one call: syncfs of Linux, which Java lacks but the
 * program {@code sync} offers. A thousand files then take one commit of the file system's journal,
 * and all other cost is the writing itself.
 */
final class FileSystemSync {

  /** The cost of starting a process, in files that could be forced instead. */
  private static final int WORTHWHILE_FROM = 64;

  private static final List<Path> PLACES = List.of(Path.of("/usr/bin/sync"), Path.of("/bin/sync"));

  /** Before this version of Linux, syncfs did not report pages that could not be written. */
  private static final int MAJOR = 5;

  private static final int MINOR = 8;

  /** Enough for an error message. */
  private static final int MAX_MESSAGE = 500;

  private final Path program;

  private FileSystemSync(Path program) {
    this.program = program;
  }

  /** Finds the program of this machine, which may have none. */
  static FileSystemSync find() {
    boolean usable =
        System.getProperty("os.name").equals("Linux")
            && reportsErrors(System.getProperty("os.version"));
    return new FileSystemSync(
        usable ? PLACES.stream().filter(Files::isExecutable).findFirst().orElse(null) : null);
  }

  /** Returns whether this version of the kernel reports errors of syncfs. */
  static boolean reportsErrors(String kernel) {
    try (Scanner numbers = new Scanner(kernel).useDelimiter("[^0-9]+")) {
      if (!numbers.hasNextInt()) {
        return false;
      }
      int major = numbers.nextInt();
      int minor = numbers.hasNextInt() ? numbers.nextInt() : 0;
      return major > MAJOR || major == MAJOR && minor >= MINOR;
    }
  }

  int worthwhileFrom() {
    return program == null ? Integer.MAX_VALUE : WORTHWHILE_FROM;
  }

  /** Makes everything durable that was written before the call. */
  void run(Path directory) throws IOException {
    Process process =
        new ProcessBuilder(program.toString(), "--file-system", directory.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    byte[] message = process.getInputStream().readNBytes(MAX_MESSAGE);
    int status = exitStatus(process);
    if (status != 0) {
      throw new IOException(
          "%s ended with %d: %s"
              .formatted(program, status, new String(message, StandardCharsets.UTF_8).strip()));
    }
  }

  private static int exitStatus(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted in a sync").initCause(e);
    }
  }
}
