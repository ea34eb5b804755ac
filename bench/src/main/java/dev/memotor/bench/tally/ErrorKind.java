package dev.memotor.bench.tally;

/** What can go wrong with a reply. */
public enum ErrorKind {
  REFUSED("the server answered with an error"),
  WRONG("a reply that does not answer the request"),
  VALUE("a value that was never stored under the key"),
  SURPLUS("bytes that nothing had asked for"),
  CLOSED("the connection was closed"),
  MISSING("no reply in time");

  static final int COUNT = values().length;

  private final String meaning;

  ErrorKind(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }
}
