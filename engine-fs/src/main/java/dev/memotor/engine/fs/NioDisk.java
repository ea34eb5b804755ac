package dev.memotor.engine.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/** The machine's file system. */
final class NioDisk implements Disk {

  // The JDK copies heap arrays into direct buffers of the same length, and keeps those.
  private static final ThreadLocal<ByteBuffer> BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(128 << 10));

  private final FileSystemSync fileSystemSync = FileSystemSync.find();

  @Override
  public DiskFile create(Path file) throws IOException {
    return new NioFile(
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public DiskFile open(Path file, boolean toWrite) throws IOException {
    return new NioFile(
        toWrite
            ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public DiskFile openUnknown(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new NotRegularFileException(
          file,
          attributes.isDirectory()
              ? "a directory"
              : attributes.isSymbolicLink() ? "a symbolic link" : "a FIFO, socket or device");
    }
    return new NioFile(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(Path path) throws IOException {
    // This checks the file's type first, which takes longer than deleting it, but reports what
    // failed.
    if (!path.toFile().delete()) {
      Files.delete(path);
    }
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory);
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void list(Path directory, NameVisitor visitor) throws IOException {
    try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
      for (Path path : names) {
        visitor.visit(path.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  @Override
  public long changedAt(Path directory) throws IOException {
    FileTime time;
    try {
      // Unlike the modification time, it cannot be set back, as copying tools do.
      time = (FileTime) Files.getAttribute(directory, "unix:ctime");
    } catch (UnsupportedOperationException e) {
      time = Files.getLastModifiedTime(directory);
    }
    return time.to(TimeUnit.NANOSECONDS);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public int forceAllFrom() {
    return fileSystemSync.worthwhileFrom();
  }

  @Override
  public void forceAll(Path directory) throws IOException {
    fileSystemSync.run(directory);
  }

  private static final class NioFile implements DiskFile {

    private final FileChannel channel;

    NioFile(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(long position, byte[] target, int from, int length) throws IOException {
      ByteBuffer buffer = BUFFER.get();
      int done = 0;
      while (done < length) {
        buffer.clear().limit(Math.min(buffer.capacity(), length - done));
        int count = channel.read(buffer, position + done);
        if (count < 0) {
          break;
        }
        buffer.flip().get(target, from + done, count);
        done += count;
      }
      return done;
    }

    @Override
    public void write(long position, byte[] source, int from, int length) throws IOException {
      ByteBuffer buffer = BUFFER.get();
      int done = 0;
      while (done < length) {
        buffer.clear();
        buffer.put(source, from + done, Math.min(buffer.capacity(), length - done)).flip();
        while (buffer.hasRemaining()) {
          done += channel.write(buffer, position + done);
        }
      }
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void force() throws IOException {
      // Without metadata: fdatasync writes the content and the length, but not the times.
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
