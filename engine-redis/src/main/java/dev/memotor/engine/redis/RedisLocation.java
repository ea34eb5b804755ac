package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.HostAndPort;

/**
 * The location in an engine URI: {@code //[user][:password]@host[:port][,host[:port]...][/db]}.
 * User and password may be percent-encoded.
 *
 * @param user empty if there is none
 * @param password empty if there is none
 * @param database -1 if there is none
 */
record RedisLocation(String user, String password, List<HostAndPort> addresses, int database) {

  static RedisLocation parse(String location, int defaultPort) {
    String rest = location.startsWith("//") ? location.substring(2) : location;
    String user = "";
    String password = "";
    int at = rest.lastIndexOf('@');
    if (at >= 0) {
      String credentials = rest.substring(0, at);
      int colon = credentials.indexOf(':');
      user = decode(colon < 0 ? credentials : credentials.substring(0, colon));
      password = colon < 0 ? "" : decode(credentials.substring(colon + 1));
      rest = rest.substring(at + 1);
    }
    int database = -1;
    int slash = rest.indexOf('/');
    if (slash >= 0) {
      String number = rest.substring(slash + 1);
      if (!number.matches("\\d{0,6}")) {
        throw wrong(
            "'" + number + "' is not a database number; a URI ends, for example, in :6379/0");
      }
      database = number.isEmpty() ? -1 : Integer.parseInt(number);
      rest = rest.substring(0, slash);
    }
    List<HostAndPort> addresses = new ArrayList<>();
    for (String address : rest.isEmpty() ? new String[] {"127.0.0.1"} : rest.split(",", -1)) {
      addresses.add(address(address, defaultPort));
    }
    return new RedisLocation(user, password, List.copyOf(addresses), database);
  }

  private static HostAndPort address(String text, int defaultPort) {
    // An IPv6 address contains colons, and has brackets if a port follows.
    int bracket = text.lastIndexOf(']');
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > bracket && (bracket >= 0 || text.indexOf(':') == colon);
    String host = hasPort ? text.substring(0, colon) : text;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    String port = hasPort ? text.substring(colon + 1) : Integer.toString(defaultPort);
    if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
      throw wrong("'" + text + "' is not HOST:PORT, for example 127.0.0.1:6379");
    }
    return new HostAndPort(host, Integer.parseInt(port));
  }

  private static String decode(String text) {
    try {
      // A plus sign means itself in this part of a URI.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new EngineException(
          EngineException.Kind.CONFIGURATION,
          "user or password in the Redis URI has invalid percent-encoding",
          e);
    }
  }

  private static EngineException wrong(String message) {
    return new EngineException(EngineException.Kind.CONFIGURATION, message);
  }
}
