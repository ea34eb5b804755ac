package dev.memotor.server.config;

import java.util.List;

/**
 * What a server says about itself.
 *
 * @param version of memotor
 * @param engine the engine's URI, with passwords masked
 * @param clusterNodes the servers announced to clients, or none
 */
public record ServerIdentity(String version, String engine, List<ClusterNode> clusterNodes) {

  /**
   * The memcached whose behaviour this server has, and what {@code version} answers: clients decide
   * by it what they may send, and accept nothing but three numbers.
   */
  public static final String MEMCACHED_VERSION = "1.6.45";

  public ServerIdentity {
    clusterNodes = List.copyOf(clusterNodes);
  }

  /** For tests and embedding. */
  public static ServerIdentity unknown() {
    return new ServerIdentity("embedded", "custom", List.of());
  }
}
