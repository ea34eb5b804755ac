package dev.memotor.server.cli;

import dev.memotor.engine.Suggestion;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.ListenAddress.Encryption;
import dev.memotor.server.config.ListenAddress.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses of {@code -l}, as memcached reads them: hosts with commas between them, each with a
 * port or without, behind prefixes that say how it is encrypted ({@code notls:}), what is spoken
 * there ({@code proto[ascii]:}) and what memcached calls it ({@code tag_name_:}).
 */
final class ListenAddresses {

  private static final Pattern ENCRYPTION = Pattern.compile("(notls|btls|mtls):");
  private static final Pattern PROTOCOL = Pattern.compile("proto\\[([^\\]]*)\\]:");
  private static final Pattern TAG = Pattern.compile("tag(\\[[^\\]]*\\]|_[^_]*_):");
  private static final int MAX_TAG = 8;
  private static final List<String> PROTOCOLS = List.of("auto", "ascii", "binary", "negotiating");

  private final String rest;
  private final int port;
  private final Protocol protocol;

  private ListenAddresses(String rest, int port, Protocol protocol) {
    this.rest = rest;
    this.port = port;
    this.protocol = protocol;
  }

  /**
   * Reads the addresses.
   *
   * @param text null for all interfaces
   * @param port for those without one
   * @param protocol for those that name none
   */
  static List<ListenAddress> parse(String text, int port, Protocol protocol) {
    if (text == null || text.isBlank()) {
      return List.of(new ListenAddress(new InetSocketAddress(port), Encryption.DEFAULT, protocol));
    }
    List<ListenAddress> addresses = new ArrayList<>();
    for (String part : text.split("[,;]", -1)) {
      if (part.isBlank()) {
        // Not taken for "all interfaces": that must never come from a slip.
        throw new ConfigurationException("-l " + text + ": there is an address missing");
      }
      addresses.add(new ListenAddresses(part.strip(), port, protocol).read());
    }
    return addresses;
  }

  /**
   * The protocol of a name.
   *
   * @param where what a message begins with
   */
  static Protocol protocol(String name, String where) {
    return switch (name) {
      case "auto", "negotiating" -> Protocol.AUTO;
      case "ascii" -> Protocol.TEXT;
      case "binary" -> Protocol.BINARY;
      default ->
          throw new ConfigurationException(
              where + ": give auto, ascii or binary" + Suggestion.didYouMean(name, PROTOCOLS));
    };
  }

  private ListenAddress read() {
    String address = rest;
    Encryption encryption = Encryption.DEFAULT;
    Matcher prefix = ENCRYPTION.matcher(address);
    if (prefix.lookingAt()) {
      encryption =
          switch (prefix.group(1)) {
            case "notls" -> Encryption.NONE;
            case "btls" -> Encryption.TLS;
            default -> Encryption.MUTUAL_TLS;
          };
      address = address.substring(prefix.end());
    }
    Protocol spoken = protocol;
    prefix = PROTOCOL.matcher(address);
    if (prefix.lookingAt()) {
      spoken = protocol(prefix.group(1), "-l " + rest);
      address = address.substring(prefix.end());
    }
    prefix = TAG.matcher(address);
    if (prefix.lookingAt()) {
      int length = prefix.group(1).length() - 2;
      if (length < 1 || length > MAX_TAG) {
        throw new ConfigurationException("-l " + rest + ": a tag has from 1 to 8 characters");
      }
      // It means something to memcached's proxy only.
      address = address.substring(prefix.end());
    }
    return new ListenAddress(address(address), encryption, spoken);
  }

  private InetSocketAddress address(String text) {
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
            "-l " + rest + ": '" + number + "' is no port; a port is a number from 0 to 65535");
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
      throw new ConfigurationException("-l " + rest + ": there is no host '" + host + "'", e);
    }
  }
}
