package dev.memotor.server.cli;

import dev.memotor.server.config.ConfigurationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of {@code -l}: hosts with commas between them, each with a port or without. Behind
 * {@code notls:} stands one without TLS.
 */
final class ListenAddresses {

  private static final String CLEAR = "notls:";

  private ListenAddresses() {}

  /**
   * Reads the addresses.
   *
   * @param text null for all interfaces
   * @param port for those without one
   */
  static Listeners parse(String text, int port) {
    if (text == null || text.isBlank()) {
      return new Listeners(List.of(new InetSocketAddress(port)), List.of());
    }
    List<InetSocketAddress> clear = new ArrayList<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        // Not taken for "all interfaces": that must never come from a slip.
        throw new ConfigurationException("-l " + text + ": there is an address missing");
      }
      String address = part.strip();
      if (address.startsWith(CLEAR)) {
        clear.add(parseOne(address.substring(CLEAR.length()), port));
      } else {
        addresses.add(parseOne(address, port));
      }
    }
    return new Listeners(addresses, clear);
  }

  private static InetSocketAddress parseOne(String text, int port) {
    String host = text;
    int ownPort = port;
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    // More than one colon without brackets is an IPv6 address without a port.
    boolean withPort =
        bracketed ? text.indexOf("]:") > 0 : colon >= 0 && text.indexOf(':') == colon;
    if (withPort) {
      host = text.substring(0, colon);
      String number = text.substring(colon + 1);
      if (!number.matches("\\d{1,5}") || Integer.parseInt(number) > 65535) {
        throw new ConfigurationException(
            "-l " + text + ": '" + number + "' is no port; a port is a number from 0 to 65535");
      }
      ownPort = Integer.parseInt(number);
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || host.equals("*")) {
      return new InetSocketAddress(ownPort);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), ownPort);
    } catch (UnknownHostException e) {
      throw new ConfigurationException("-l " + text + ": there is no host '" + host + "'", e);
    }
  }
}
