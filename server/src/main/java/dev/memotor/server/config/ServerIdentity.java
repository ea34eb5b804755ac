package dev.memotor.server.config;

import java.util.List;

/**
 * What a server reports about itself.
 *
 * @param version of memotor
 * @param engine the engine's URI, with passwords masked
 * @param clusterNodes the servers announced to clients, or none
 */
public record ServerIdentity(String version, String engine, List<ClusterNode> clusterNodes) {

  /**
   * The version of memcached whose behaviour this server has, as returned by {@code version}.
   * Clients choose commands by it, and accept nothing but three numbers.
   */
  public static final String MEMCACHED_VERSION = "1.6.45";

  public ServerIdentity {
    clusterNodes = List.copyOf(clusterNodes);
  }

  /** Returns an identity for tests and embedding. */
  public static ServerIdentity unknown() {
    return new ServerIdentity("embedded", "custom", List.of());
  }
}
