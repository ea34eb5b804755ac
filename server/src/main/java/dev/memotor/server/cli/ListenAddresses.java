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
import org.jspecify.annotations.Nullable;

/**
 * Parses the addresses of {@code -l} as memcached does: hosts separated by commas, each with an
 * optional port, and with prefixes for encryption ({@code notls:}), protocol ({@code
 * proto[ascii]:}) and a tag ({@code tag_name_:}).
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
   * @param port of addresses without one
   * @param protocol of addresses without one
   */
  static List<ListenAddress> parse(@Nullable String text, int port, Protocol protocol) {
    if (text == null || text.isBlank()) {
      return List.of(new ListenAddress(new InetSocketAddress(port), Encryption.DEFAULT, protocol));
    }
    List<ListenAddress> addresses = new ArrayList<>();
    for (String part : text.split("[,;]", -1)) {
      if (part.isBlank()) {
        // A typing error must never open all interfaces.
        throw new ConfigurationException(
            "-l " + text + ": an address is missing between the commas");
      }
      addresses.add(new ListenAddresses(part.strip(), port, protocol).read());
    }
    return addresses;
  }

  /**
   * Parses the name of a protocol.
   *
   * @param where the option and its value, for the message
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
        throw new ConfigurationException("-l " + rest + ": give a tag of 1 to 8 characters");
      }
      // Only memcached's proxy uses tags.
      address = address.substring(prefix.end());
    }
    return new ListenAddress(address(address), encryption, spoken);
  }

  private InetSocketAddress address(String text) {
    String host = text;
    int ownPort = port;
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    // Without brackets, more than one colon means an IPv6 address without a port.
    boolean withPort =
        bracketed ? text.indexOf("]:") > 0 : colon >= 0 && text.indexOf(':') == colon;
    if (withPort) {
      host = text.substring(0, colon);
      String number = text.substring(colon + 1);
      if (!number.matches("\\d{1,5}") || Integer.parseInt(number) > 65535) {
        throw new ConfigurationException(
            "-l " + rest + ": '" + number + "' is not a port; give a number from 0 to 65535");
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
      throw new ConfigurationException(
          "-l " + rest + ": there is no host '" + host + "'; give an address of this machine", e);
    }
  }
}
