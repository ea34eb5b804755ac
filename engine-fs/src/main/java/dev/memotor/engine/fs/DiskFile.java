package dev.memotor.engine.fs;

import java.io.Closeable;
import java.io.IOException;

/** An open file. */
interface DiskFile extends Closeable {

  /** Up to this many bytes reach the file in one step if its process dies. */
  int ONE_STEP = 4096;

  /** Reads until the length is reached or the file ends; returns how many bytes came. */
  int read(long position, byte[] target, int from, int length) throws IOException;

  /** Writes all of it. */
  void write(long position, byte[] source, int from, int length) throws IOException;

  long size() throws IOException;

  /** Makes content and length durable, but not the name. */
  void force() throws IOException;
}
