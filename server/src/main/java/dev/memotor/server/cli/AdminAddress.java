package dev.memotor.server.cli;

import dev.memotor.server.config.ConfigurationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The address of {@code --admin}: a host and a port, or {@code none}. */
final class AdminAddress {

  static final String DEFAULT = "127.0.0.1:11280";

  private static final int MAX_PORT = 65535;

  private AdminAddress() {}

  /** Returns null for {@code none}. */
  static @Nullable InetSocketAddress parse(String text) {
    if (text.equals("none")) {
      return null;
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String port = text.substring(colon + 1);
    boolean portRight = port.matches("\\d{1,5}") && Integer.parseInt(port) <= MAX_PORT;
    if (host.isEmpty() || !portRight || (host.indexOf(':') >= 0 && !host.startsWith("["))) {
      throw new ConfigurationException(
          "--admin " + text + ": give none, or host:port such as " + DEFAULT);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "--admin " + text + ": there is no host '" + host + "'; give an address of this machine",
          e);
    }
  }
}
