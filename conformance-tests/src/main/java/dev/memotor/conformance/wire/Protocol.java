package dev.memotor.conformance.wire;

import java.util.Locale;

/** The three languages a memcached port speaks; each has a directory of cases. */
public enum Protocol {
  CLASSIC,
  META,
  BINARY;

  /** The name used in case files, directories and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Protocol of(String label) {
    for (Protocol protocol : values()) {
      if (protocol.label().equals(label)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException(
        "unknown protocol '" + label + "': it is classic, meta or binary");
  }

  /** Classic and meta commands share one framing and mix freely on a connection. */
  public Framing framing() {
    return this == BINARY ? Framing.BINARY : Framing.TEXT;
  }
}
