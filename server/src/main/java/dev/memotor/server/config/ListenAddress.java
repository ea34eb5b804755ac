package dev.memotor.server.config;

import java.net.InetSocketAddress;

/**
 * An address to listen on.
 *
 * @param address a port of 0 takes a free one
 * @param encryption whether its connections are encrypted
 * @param protocol what its clients may speak
 */
public record ListenAddress(InetSocketAddress address, Encryption encryption, Protocol protocol) {

  /** Whether connections are encrypted. */
  public enum Encryption {
    /** If the server has TLS. */
    DEFAULT,
    /** Never. */
    NONE,
    /** By TLS that does not request client certificates. */
    TLS,
    /** By TLS that requires a certificate of every client. */
    MUTUAL_TLS
  }

  /** The protocols that clients may speak. */
  public enum Protocol {
    /** Any: the first byte decides. */
    AUTO,
    TEXT,
    BINARY
  }

  /** Returns an address with the defaults. */
  public static ListenAddress of(InetSocketAddress address) {
    return new ListenAddress(address, Encryption.DEFAULT, Protocol.AUTO);
  }

  /** Returns an address without TLS. */
  public static ListenAddress clear(InetSocketAddress address) {
    return new ListenAddress(address, Encryption.NONE, Protocol.AUTO);
  }
}
