package dev.memotor.server.config;

import java.util.List;

/**
 * What a server says about itself.
 *
 * @param version of memotor
 * @param engine the engine's URI, with passwords masked
 * @param clusterNodes the servers that clients are told about, or none
 */
public record ServerIdentity(String version, String engine, List<ClusterNode> clusterNodes) {

  public ServerIdentity {
    clusterNodes = List.copyOf(clusterNodes);
  }

  /** For tests and embedding. */
  public static ServerIdentity unknown() {
    return new ServerIdentity("embedded", "custom", List.of());
  }
}
