package dev.memotor.engine.fs;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Everything that this engine asks of a file system, and nothing more: the seam at which tests let
 * the disk fail or the machine crash between any two steps.
 */
interface Disk {

  /**
   * Makes a new, empty file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is something of that name
   * @throws java.nio.file.NoSuchFileException if the directory is missing
   */
  DiskFile create(Path file) throws IOException;

  /**
   * Opens a file that exists.
   *
   * @throws java.nio.file.NoSuchFileException if it does not
   */
  DiskFile open(Path file, boolean toWrite) throws IOException;

  /**
   * Opens a file to read it, if it is one: opening a FIFO or a device could wait forever, and a
   * link could lead anywhere.
   *
   * @throws NotRegularFileException if it is something else
   * @throws java.nio.file.NoSuchFileException if there is nothing
   */
  DiskFile openUnknown(Path file) throws IOException;

  /** Gives a file or directory a new name in one step; an existing file of that name goes. */
  void rename(Path from, Path to) throws IOException;

  /** Removes a file or an empty directory. */
  void delete(Path path) throws IOException;

  /** Makes one directory, whose parent exists. */
  void createDirectory(Path directory) throws IOException;

  boolean exists(Path path);

  boolean isDirectory(Path path);

  /** Shows the names in a directory, in no particular order. */
  void list(Path directory, NameVisitor visitor) throws IOException;

  /**
   * A number that is another one after a name has come into a directory or gone from it.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such directory
   */
  long changedAt(Path directory) throws IOException;

  /** Makes the names in a directory durable. */
  void forceDirectory(Path directory) throws IOException;

  /**
   * From how many files and directories on {@link #forceAll} is cheaper than to force each; {@link
   * Integer#MAX_VALUE} where there is no such call.
   */
  int forceAllFrom();

  /**
   * Makes durable whatever had been written to the file system of this directory before the call:
   * files and names.
   */
  void forceAll(Path directory) throws IOException;

  /** Sees one name of a directory. */
  @FunctionalInterface
  interface NameVisitor {
    void visit(String name) throws IOException;
  }
}
