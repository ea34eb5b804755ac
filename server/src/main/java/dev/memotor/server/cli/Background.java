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
 * cannot fork, and waits until the file that it names is gone.
 */
final class Background {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  private static final String MARK = "memotor.background";

  /** Set if the log goes to a terminal, which is not ours any more. */
  private static final String SILENT = "memotor.background.silent";

  private Background() {}

  /** Lets the launcher return. */
  static void started() {
    String mark = System.getProperty(MARK);
    if (mark == null) {
      LOG.info(
          "-d: stays in the foreground, where something keeps it or reads its log; with -P FILE it"
              + " goes into the background");
      return;
    }
    boolean silent = Boolean.getBoolean(SILENT);
    LOG.info(
        "in the background as process {}{}",
        ProcessHandle.current().pid(),
        silent ? "; to keep its log, redirect standard error to a file" : "");
    try {
      // It may belong to root, who started the launcher: only to write to it is allowed.
      Files.writeString(Path.of(mark), "started\n", StandardOpenOption.WRITE);
    } catch (IOException e) {
      LOG.warn("cannot tell the launcher that the server runs: {}", e.toString());
    }
    if (silent && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    }
  }
}
