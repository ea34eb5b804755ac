package dev.memotor.server.cli;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Addresses to listen on.
 *
 * @param ordinary in the way of the server: with TLS if it has any
 * @param clear without TLS in any case
 */
record Listeners(List<InetSocketAddress> ordinary, List<InetSocketAddress> clear) {

  static Listeners none() {
    return new Listeners(List.of(), List.of());
  }
}
