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
    /** In no case. */
    NONE,
    /** By TLS that asks clients for no certificate. */
    TLS,
    /** By TLS that demands a certificate of every client. */
    MUTUAL_TLS
  }

  /** What clients may speak. */
  public enum Protocol {
    /** Any: the first byte decides. */
    AUTO,
    TEXT,
    BINARY
  }

  /** An address of the ordinary kind. */
  public static ListenAddress of(InetSocketAddress address) {
    return new ListenAddress(address, Encryption.DEFAULT, Protocol.AUTO);
  }

  /** An address without TLS. */
  public static ListenAddress clear(InetSocketAddress address) {
    return new ListenAddress(address, Encryption.NONE, Protocol.AUTO);
  }
}
