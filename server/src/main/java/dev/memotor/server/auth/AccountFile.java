package dev.memotor.server.auth;

import dev.memotor.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The users in the file, reloaded when it changes. */
final class AccountFile {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.auth");
  private static final long MAX_SIZE = 64L << 20;

  private final Path path;
  private volatile Accounts accounts;

  /** The last content read, valid or not: a broken file is reported once. */
  private byte @Nullable [] content;

  private @Nullable Stamp stamp;

  /**
   * The time alone is not enough: a file can be replaced within a clock tick, by one of equal size.
   */
  private record Stamp(long modified, long size, @Nullable Object identity) {

    static final Stamp NONE = new Stamp(0, -1, null);

    static Stamp of(Path path) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey());
    }
  }

  /**
   * Reads the file.
   *
   * @throws ConfigurationException if it is broken
   */
  AccountFile(Path path) {
    this.path = path;
    try {
      stamp = Stamp.of(path);
      content = read();
    } catch (IOException e) {
      throw unreadable(e);
    }
    accounts = AccountParser.parse(path.toString(), content);
    warnOfReaders();
  }

  Accounts accounts() {
    return accounts;
  }

  /** Reloads the file, changed or not; if it is broken the old users remain. */
  synchronized void reread() {
    stamp = Stamp.NONE;
    content = null;
    refresh();
  }

  /** Reloads the file if it has changed; if it is broken the old users remain. */
  synchronized void refresh() {
    try {
      Stamp now = Stamp.of(path);
      if (now.equals(stamp)) {
        return;
      }
      byte[] read = read();
      stamp = now;
      if (Arrays.equals(read, content)) {
        return;
      }
      content = read;
      accounts = AccountParser.parse(path.toString(), read);
      LOG.info("-Y {} was read again, users: {}", path, accounts.count());
      warnOfReaders();
    } catch (IOException e) {
      if (stamp != null) {
        LOG.error("{}; the users stay as they were", unreadable(e).getMessage());
        stamp = null;
      }
    } catch (ConfigurationException e) {
      LOG.error("{}; the users stay as they were", e.getMessage());
    }
  }

  private byte[] read() throws IOException {
    if (Files.size(path) > MAX_SIZE) {
      throw new IOException("it is larger than " + (MAX_SIZE >> 20) + " megabytes");
    }
    return Files.readAllBytes(path);
  }

  private ConfigurationException unreadable(IOException cause) {
    return ConfigurationException.cannotRead("-Y " + path, cause);
  }

  private void warnOfReaders() {
    try {
      if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
        LOG.warn("-Y {} can be read by every user of this machine; chmod 600 it", path);
      }
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("permissions of {} are unknown", path, e);
    }
  }
}
