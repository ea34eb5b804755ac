package dev.memotor.engine.fs;

import java.io.IOException;
import java.nio.file.Path;

/**
 * All that this engine needs of a file system: the seam at which tests make the disk fail or the
 * machine crash between any two steps.
 */
interface Disk {

  /**
   * Creates a new, empty file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the name is taken
   * @throws java.nio.file.NoSuchFileException if the directory is missing
   */
  DiskFile create(Path file) throws IOException;

  /**
   * Opens an existing file.
   *
   * @throws java.nio.file.NoSuchFileException if it does not
   */
  DiskFile open(Path file, boolean toWrite) throws IOException;

  /**
   * Opens a file for reading, if it is a regular one: opening a FIFO or a device could block
   * forever, and a link could lead anywhere.
   *
   * @throws NotRegularFileException if it is not a regular file
   * @throws java.nio.file.NoSuchFileException if it does not exist
   */
  DiskFile openUnknown(Path file) throws IOException;

  /** Renames a file or directory in one step, replacing an existing file of the new name. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file or an empty directory. */
  void delete(Path path) throws IOException;

  /** Creates a directory in an existing one. */
  void createDirectory(Path directory) throws IOException;

  boolean exists(Path path);

  boolean isDirectory(Path path);

  /** Visits the names in a directory, in no particular order. */
  void list(Path directory, NameVisitor visitor) throws IOException;

  /**
   * Returns a number that changes whenever a name is created in a directory or removed from it.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such directory
   */
  long changedAt(Path directory) throws IOException;

  /** Makes the names in a directory durable. */
  void forceDirectory(Path directory) throws IOException;

  /**
   * Returns the number of files and directories from which {@link #forceAll} is cheaper than
   * forcing each; {@link Integer#MAX_VALUE} if the system has no such call.
   */
  int forceAllFrom();

  /**
   * Makes all files and names durable that were written to the directory's file system before the
   * call.
   */
  void forceAll(Path directory) throws IOException;

  /** Visits one name in a directory. */
  @FunctionalInterface
  interface NameVisitor {
    void visit(String name) throws IOException;
  }
}
