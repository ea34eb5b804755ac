package dev.memotor.server.cli;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's part of {@code -d}. The launcher puts the process in the background, since a JVM
 * cannot fork, and waits until the file that it names has content.
 */
final class Background {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  private static final String MARK = "memotor.background";

  /** Set if the log goes to a terminal, which no longer belongs to the server. */
  private static final String SILENT = "memotor.background.silent";

  private Background() {}

  /** Lets the launcher return. */
  static void started() {
    String mark = System.getProperty(MARK);
    if (mark == null) {
      LOG.info(
          "-d: staying in the foreground, since a service manager runs this process or its log is"
              + " redirected; add -P FILE to run in the background");
      return;
    }
    boolean silent = Boolean.getBoolean(SILENT);
    LOG.info(
        "running in the background as process {}{}",
        ProcessHandle.current().pid(),
        silent ? "; redirect standard error to a file to keep the log" : "");
    try {
      // The file may belong to root, who started the launcher: it can be written, not replaced.
      Files.writeString(Path.of(mark), "started\n", StandardOpenOption.WRITE);
    } catch (IOException e) {
      LOG.warn("cannot notify the launcher that the server is running: {}", e.toString());
    }
    if (silent && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    }
  }
}
