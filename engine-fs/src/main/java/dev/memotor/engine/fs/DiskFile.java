package dev.memotor.engine.fs;

import java.io.Closeable;
import java.io.IOException;

/** An open file. */
interface DiskFile extends Closeable {

  /**
   * A write of up to this many bytes is atomic if the process dies, though not if the power fails.
   */
  int ONE_STEP = 4096;

  /** Reads until the length is reached or the file ends; returns the number of bytes read. */
  int read(long position, byte[] target, int from, int length) throws IOException;

  /** Writes all bytes. */
  void write(long position, byte[] source, int from, int length) throws IOException;

  long size() throws IOException;

  /** Makes the content and length durable, but not the name. */
  void force() throws IOException;
}
