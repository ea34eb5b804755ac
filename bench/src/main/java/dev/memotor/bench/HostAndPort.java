package dev.memotor.bench;

import java.net.InetSocketAddress;

/** The server to load: {@code host}, {@code host:port} or {@code [v6]:port}. */
public record HostAndPort(String host, int port) {

  private static final int MEMCACHED = 11211;

  public static HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bareV6 = text.indexOf(':') != colon && !text.contains("]");
    if (colon < 0 || bareV6 || text.endsWith("]")) {
      return new HostAndPort(unbracketed(text), MEMCACHED);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port > 0 && port < 65536) {
        return new HostAndPort(unbracketed(text.substring(0, colon)), port);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' has no port after the colon", e);
    }
    throw new IllegalArgumentException("'" + text + "' has no port from 1 to 65535");
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
