package dev.memotor.server.transport;

import static dev.memotor.server.config.ConfigurationException.require;

import dev.memotor.server.config.ConfigurationException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix domain socket. It never replaces another server's, and only its own server
 * removes it.
 *
 * <p>The socket is bound under a temporary name and renamed when it listens: a client never finds
 * it too early or with the wrong permissions, and of two servers that start at once one fails.
 */
final class UnixSocketFile {

  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private final Path temporary;

  /** Null until the file exists. */
  private @Nullable Object identity;

  UnixSocketFile(Path path) {
    this.path = path;
    int random = new SecureRandom().nextInt(1 << 24);
    // Short, since the kernel accepts only about a hundred bytes.
    this.temporary = path.resolveSibling(".m" + Integer.toString(random, 36));
  }

  Path path() {
    return path;
  }

  /**
   * Checks the directory, since the kernel's errors do not say what is wrong, and that the path is
   * not taken. Changes nothing.
   *
   * @throws ConfigurationException if the directory does not exist or is not writable, or if the
   *     path is taken, for example by another server
   */
  static void check(Path path) {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    require(
        Files.isDirectory(directory),
        "-s "
            + path
            + ": there is no directory "
            + directory
            + "; create it, or choose another path");
    require(
        Files.isWritable(directory),
        "-s "
            + path
            + ": no permission to create files in "
            + directory
            + "; change its permissions, or choose another path");
    new UnixSocketFile(path).requireFree();
  }

  private void requireFree() {
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        requireStale();
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Removes a stale socket.
   *
   * @return where to bind the new one
   * @throws ConfigurationException if the path is taken, for example by another server
   */
  Path prepare() {
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        removeStale();
      }
    } catch (IOException e) {
      throw unusable(e);
    }
    return temporary;
  }

  private void requireStale() throws IOException {
    Object mode = Files.getAttribute(path, "unix:mode");
    if (!(mode instanceof Integer bits) || (bits & FILE_TYPE) != SOCKET) {
      throw new ConfigurationException(
          "-s " + path + ": this file is not a socket; remove it, or choose another path");
    }
    requireDead(path);
  }

  /** Removes the socket of a server that was killed. */
  private void removeStale() throws IOException {
    requireStale();
    // Another server may have just replaced it: check again where it cannot be replaced.
    Files.move(path, temporary);
    try {
      requireDead(temporary);
    } catch (ConfigurationException e) {
      Files.move(temporary, path);
      throw e;
    }
    Files.delete(temporary);
  }

  private void requireDead(Path socket) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A server that is too busy to accept is alive, too.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(socket));
    } catch (ConnectException e) {
      return;
    }
    throw taken(null);
  }

  /** Gives the listening socket its permissions and its name. */
  void publish(int mode) {
    try {
      Files.setPosixFilePermissions(temporary, permissions(mode));
      link();
      identity = identity();
    } catch (FileAlreadyExistsException e) {
      throw taken(e);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void link() throws IOException {
    try {
      Files.createLink(path, temporary);
    } catch (FileAlreadyExistsException e) {
      Files.delete(temporary);
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // The file system has no hard links.
      Files.move(temporary, path);
      return;
    }
    Files.delete(temporary);
  }

  private Object identity() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Removes the file, unless it has been replaced. */
  void remove() {
    if (identity == null) {
      return;
    }
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && identity.equals(identity())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new ConfigurationException("cannot remove -s " + path + ": " + e.getMessage(), e);
    }
  }

  private ConfigurationException taken(@Nullable Exception cause) {
    return new ConfigurationException(
        "-s " + path + ": another server listens there; stop it, or choose another path", cause);
  }

  private ConfigurationException unusable(IOException cause) {
    return new ConfigurationException("cannot use -s " + path + ": " + cause.getMessage(), cause);
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }
}
