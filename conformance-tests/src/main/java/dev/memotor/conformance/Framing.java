package dev.memotor.conformance;

/** How bytes are grouped on a connection: a server decides that from the first byte it sees. */
enum Framing {
  TEXT,
  BINARY
}
