package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directories of a store, claimed for this process: they are memotor's or empty, nobody else
 * uses them, and store and log belong together.
 *
 * <p>RocksDB has its own lock file; this one also records who holds it, and marks the directory as
 * memotor's.
 */
final class StoreDirectory implements AutoCloseable {

  static final String LOCK_FILE = "memotor.lock";

  // Closing any channel of a file releases the process's locks on it, so a second engine in this
  // process must be refused before it opens the file.
  private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path walPath;
  private final Deque<Claim> claims = new ArrayDeque<>();
  private StoreIdentity identity;

  private StoreDirectory(Path path, Path walPath) {
    this.path = path;
    this.walPath = walPath;
  }

  /**
   * Claims the directories, creating the last part of a path if needed.
   *
   * @param wal where the log is to be, or null for the directory itself
   * @throws EngineException that says what is wrong and what would be right
   */
  static StoreDirectory claim(Path directory, Path wal) {
    Path path = prepare(directory, "the store's directory");
    Path walPath = wal == null ? path : prepare(wal, "option 'wal-dir' of engine rocksdb:");
    StoreDirectory store = new StoreDirectory(path, walPath);
    boolean done = false;
    try {
      store.claims.push(Claim.of(path));
      if (!walPath.equals(path)) {
        store.claims.push(Claim.of(walPath));
      }
      store.identity = StoreIdentity.examine(path, walPath);
      done = true;
      return store;
    } catch (IOException e) {
      throw Failures.unreadable(path, e);
    } finally {
      if (!done) {
        store.close();
      }
    }
  }

  Path path() {
    return path;
  }

  /** Returns all directories of the store. */
  Set<Path> paths() {
    return walPath.equals(path) ? Set.of(path) : Set.of(path, walPath);
  }

  Path walPath() {
    return walPath;
  }

  /** Returns the free space on the store's fullest disk. */
  long usableBytes() {
    long least = Long.MAX_VALUE;
    try {
      for (Path each : paths()) {
        least = Math.min(least, Files.getFileStore(each).getUsableSpace());
      }
    } catch (IOException e) {
      throw Failures.unreadable(path, e);
    }
    return least;
  }

  /** Returns which store this is and what it must contain. */
  StoreIdentity identity() {
    return identity;
  }

  @Override
  public void close() {
    while (!claims.isEmpty()) {
      claims.pop().close();
    }
  }

  private static Path prepare(Path given, String what) {
    Path path = given.toAbsolutePath().normalize();
    try {
      if (!Files.exists(path)) {
        Path parent = path.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
          throw new EngineException(
              Kind.CONFIGURATION,
              what
                  + " "
                  + path
                  + " cannot be created because "
                  + parent
                  + " is not a directory; create that first");
        }
        try {
          Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
          // Another process created it; the lock decides.
          requireDirectory(path, what);
        }
      }
      requireDirectory(path, what);
      if (!Files.isReadable(path) || !Files.isWritable(path) || !Files.isExecutable(path)) {
        throw new EngineException(
            Kind.CONFIGURATION,
            what
                + " "
                + path
                + " is not readable and writable for user "
                + System.getProperty("user.name"));
      }
      Path real = path.toRealPath();
      requireOurs(real, what);
      return real;
    } catch (AccessDeniedException e) {
      throw new EngineException(
          Kind.CONFIGURATION,
          what
              + " "
              + path
              + " cannot be used: permission denied for user "
              + System.getProperty("user.name"),
          e);
    } catch (IOException e) {
      throw new EngineException(Kind.CONFIGURATION, what + " " + path + " cannot be used: " + e, e);
    }
  }

  private static void requireDirectory(Path path, String what) {
    if (!Files.isDirectory(path)) {
      throw new EngineException(Kind.CONFIGURATION, what + " " + path + " is not a directory");
    }
  }

  private static void requireOurs(Path path, String what) throws IOException {
    if (Files.exists(path.resolve(LOCK_FILE))
        || Files.exists(path.resolve(StoreIdentity.STORE_FILE))) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        Path name = entry.getFileName();
        // The root of an empty file system contains this.
        if (!name.toString().equals("lost+found")) {
          throw new EngineException(
              Kind.CONFIGURATION,
              what
                  + " "
                  + path
                  + " is not empty and holds no store of memotor (it contains '"
                  + name
                  + "'); choose an empty or new directory");
        }
      }
    }
  }

  /** The lock on one directory. */
  private static final class Claim implements AutoCloseable {

    private static final int PID_LENGTH = 20;

    private final Path directory;
    private final FileChannel channel;

    private Claim(Path directory, FileChannel channel) {
      this.directory = directory;
      this.channel = channel;
    }

    static Claim of(Path directory) {
      if (!CLAIMED.add(directory)) {
        throw new EngineException(
            Kind.UNAVAILABLE,
            directory
                + " is in use by this very process (pid "
                + ProcessHandle.current().pid()
                + ")");
      }
      Path file = directory.resolve(LOCK_FILE);
      FileChannel channel = null;
      boolean done = false;
      try {
        channel =
            FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw new EngineException(
              Kind.UNAVAILABLE,
              directory
                  + " is in use by another process (pid "
                  + readPid(channel)
                  + "); stop that process, or choose another directory");
        }
        channel.write(pidLine(), 0);
        done = true;
        return new Claim(directory, channel);
      } catch (IOException e) {
        throw new EngineException(Kind.UNAVAILABLE, file + " cannot be locked: " + e, e);
      } finally {
        if (!done) {
          CLAIMED.remove(directory);
          closeQuietly(channel, file);
        }
      }
    }

    /** Has a fixed length, so that overwriting it takes no disk space. */
    private static ByteBuffer pidLine() {
      return ByteBuffer.wrap(
          String.format("%-" + (PID_LENGTH - 1) + "d\n", ProcessHandle.current().pid())
              .getBytes(StandardCharsets.US_ASCII));
    }

    private static String readPid(FileChannel channel) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(PID_LENGTH);
      channel.read(bytes, 0);
      String pid =
          new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
      return pid.isEmpty() ? "unknown" : pid;
    }

    @Override
    public void close() {
      closeQuietly(channel, directory);
      CLAIMED.remove(directory);
    }

    private static void closeQuietly(FileChannel channel, Path what) {
      if (channel != null) {
        try {
          channel.close();
        } catch (IOException e) {
          Log.LOG.warn("the lock on {} was not closed cleanly", what, e);
        }
      }
    }
  }
}
