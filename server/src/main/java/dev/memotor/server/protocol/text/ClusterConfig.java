package dev.memotor.server.protocol.text;

import dev.memotor.server.config.ClusterNode;
import dev.memotor.server.protocol.Administration;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The nodes of a cluster for clients with ElastiCache's auto-discovery, which send {@code config
 * get cluster}, or {@code get AmazonElastiCache:cluster} if they are old.
 *
 * <p>The answer is a number that grows with each change, a line feed, the nodes as {@code
 * host|address|port} separated by spaces, and another line feed. The nodes change only at a
 * restart, so the number is the start time.
 */
final class ClusterConfig {

  /** The key that old clients get. */
  static final byte[] KEY = TextLine.ascii("AmazonElastiCache:cluster");

  private static final byte[] GET = TextLine.ascii("get");
  private static final byte[] CLUSTER = TextLine.ascii("cluster");
  private static final long VERSION =
      ProcessHandle.current().info().startInstant().map(Instant::getEpochSecond).orElse(1L);

  private ClusterConfig() {}

  static boolean exists(Administration administration) {
    return !administration.clusterNodes().isEmpty();
  }

  /** Answers {@code config ...} if there are nodes. */
  static FixedReply answer(TextLine line, Administration administration) {
    if (line.count() != 3 || !line.is(1, GET) || !line.is(2, CLUSTER)) {
      return new FixedReply(
          ReplyLines.line("CLIENT_ERROR the one configuration is: config get cluster"));
    }
    return reply("CONFIG cluster", administration.clusterNodes());
  }

  static FixedReply value(Administration administration) {
    return reply("VALUE AmazonElastiCache:cluster", administration.clusterNodes());
  }

  private static FixedReply reply(String head, List<ClusterNode> nodes) {
    String body =
        VERSION
            + "\n"
            + nodes.stream().map(ClusterNode::toString).collect(Collectors.joining(" "))
            + "\n";
    return new FixedReply(
        (head + " 0 " + body.length() + "\r\n" + body + "\r\nEND\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }
}
