package dev.memotor.conformance.wire;

/** How bytes are grouped on a connection: a server decides that from the first byte it sees. */
public enum Framing {
  TEXT,
  BINARY
}
