package dev.memotor.engine.fs;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Locks a directory for one process; the operating system releases the lock however that process
 * ends.
 */
final class RootLock implements Closeable {

  static final String NAME = "lock";

  private static final int MAX_PID_LENGTH = 20;

  private final FileChannel channel;

  private RootLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Locks the directory, or fails with the name of the process that holds it. */
  static RootLock take(Path root) {
    Path path = root.resolve(NAME);
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new EngineException(
          Kind.CONFIGURATION, DiskFailure.of("write", path, e).getMessage(), e);
    }
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String owner = owner(channel);
        channel.close();
        throw new EngineException(
            Kind.CONFIGURATION,
            root + " is in use by " + owner + "; stop that process, or choose another directory");
      }
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid), 0);
      return new RootLock(channel);
    } catch (IOException e) {
      try {
        channel.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw new EngineException(
          Kind.CONFIGURATION, DiskFailure.of("lock", path, e).getMessage(), e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_PID_LENGTH);
    channel.read(bytes, 0);
    String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    if (pid.equals(Long.toString(ProcessHandle.current().pid()))) {
      return "this very process";
    }
    return pid.isEmpty() ? "another process" : "process " + pid;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
