package dev.memotor.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that is announced to clients with auto-discovery.
 *
 * @param host its name
 * @param address its IP address, or empty to leave the look-up to the client
 * @param port its port
 */
public record ClusterNode(String host, String address, int port) {

  private static final int DEFAULT_PORT = 11211;
  private static final int MAX_NODES = 1000;

  /** HOST, HOST:PORT or HOST|ADDRESS|PORT; IPv6 in brackets where a colon follows. */
  private static final Pattern NODE =
      Pattern.compile(
          "(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)"
              + "(?:\\|(?<address>[0-9.]*|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)\\|(?<port>\\d{1,5})|:(?<only>\\d{1,5}))?");

  /**
   * Parses the value of {@code --cluster-nodes}.
   *
   * @throws ConfigurationException if a node is wrong
   */
  public static List<ClusterNode> parse(String text) {
    List<ClusterNode> nodes = new ArrayList<>();
    for (String word : text.split("[,\\s]+", -1)) {
      if (!word.isEmpty()) {
        nodes.add(parseOne(word));
      }
    }
    if (nodes.isEmpty() || nodes.size() > MAX_NODES) {
      throw new ConfigurationException(
          "--cluster-nodes " + text + ": give from 1 to " + MAX_NODES + " nodes");
    }
    return nodes;
  }

  private static ClusterNode parseOne(String word) {
    Matcher matcher = NODE.matcher(word);
    int port = -1;
    if (matcher.matches()) {
      String given = matcher.group("port") == null ? matcher.group("only") : matcher.group("port");
      port = given == null ? DEFAULT_PORT : Integer.parseInt(given);
    }
    if (port < 1 || port > 65535) {
      throw new ConfigurationException(
          "--cluster-nodes "
              + word
              + ": give HOST, HOST:PORT or HOST|ADDRESS|PORT, with commas between");
    }
    String host = matcher.group("host").replaceAll("[\\[\\]]", "");
    String address = matcher.group("address");
    boolean isAddress = host.matches("[0-9.]+") || host.contains(":");
    return new ClusterNode(host, address != null ? address : isAddress ? host : "", port);
  }

  /** Returns the form that auto-discovery clients read. */
  @Override
  public String toString() {
    return host + "|" + address + "|" + port;
  }
}
