package dev.memotor.conformance;

import java.net.InetSocketAddress;

/** A server that a test started as a separate process, with options. */
interface StartedServer extends AutoCloseable {

  InetSocketAddress address();

  /** Waits for a shutdown that was requested elsewhere, and returns the exit status. */
  int exitStatus() throws InterruptedException;

  @Override
  void close();
}
