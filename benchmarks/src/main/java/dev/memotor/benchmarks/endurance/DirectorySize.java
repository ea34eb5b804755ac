package dev.memotor.benchmarks.endurance;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Adds up the lengths of all files below a directory, while a server adds and deletes some. */
final class DirectorySize extends SimpleFileVisitor<Path> {

  private long bytes;

  private DirectorySize() {}

  static long of(Path directory) throws IOException {
    DirectorySize size = new DirectorySize();
    Files.walkFileTree(directory, size);
    return size.bytes;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    bytes += attributes.size();
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
    if (e instanceof NoSuchFileException) {
      // Deleted since it was listed.
      return FileVisitResult.CONTINUE;
    }
    throw e;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
    return e instanceof NoSuchFileException
        ? FileVisitResult.CONTINUE
        : super.postVisitDirectory(directory, e);
  }
}
