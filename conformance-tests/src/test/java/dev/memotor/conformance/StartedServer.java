package dev.memotor.conformance;

import java.net.InetSocketAddress;

/** A server that a test started as a process of its own, with options of its own. */
interface StartedServer extends AutoCloseable {

  InetSocketAddress address();

  /** Waits for an end that somebody else has asked for, and returns the exit status. */
  int exitStatus() throws InterruptedException;

  @Override
  void close();
}
