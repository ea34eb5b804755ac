package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.server.config.ClusterNode;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of clients with auto-discovery. */
final class ClusterNodesTest {

  private static final String NODES =
      "a.example|10.0.0.1|11211 b.example||11212 10.0.0.3|10.0.0.3|11211 ::1|::1|11213";

  private static TestServer start(String nodes) {
    return TestServer.with()
        .identity(new ServerIdentity("1", "custom", ClusterNode.parse(nodes)))
        .start();
  }

  @Test
  void nodes_areListedInBothForms() {
    try (TestServer server =
        start("a.example|10.0.0.1|11211,b.example:11212, 10.0.0.3,[::1]:11213")) {
      WireClient client = server.connect();
      String reply = client.send("config get cluster\r\n").readThrough("END\r\n");
      String[] lines = reply.split("\n", -1);
      assertThat(lines[0]).matches("CONFIG cluster 0 \\d+\r");
      assertThat(lines[1]).matches("\\d+");
      assertThat(lines[2]).isEqualTo(NODES);
      assertThat(reply).endsWith(NODES + "\n\r\nEND\r\n");
      int length = Integer.parseInt(lines[0].strip().split(" ")[3]);
      assertThat(length).isEqualTo(lines[1].length() + 1 + NODES.length() + 1);
      assertThat(client.send("get AmazonElastiCache:cluster\r\n").readThrough("END\r\n"))
          .isEqualTo(reply.replace("CONFIG cluster", "VALUE AmazonElastiCache:cluster"));
      assertThat(client.send("config set cluster\r\n").readLine())
          .isEqualTo("CLIENT_ERROR the one configuration is: config get cluster\r\n");
      assertThat(client.send("get AmazonElastiCache:clusters\r\n").readLine()).isEqualTo("END\r\n");
    }
  }

  @Test
  void withoutNodes_thereIsNoSuchCommand() {
    try (TestServer server = TestServer.start()) {
      WireClient client = server.connect();
      assertThat(client.send("config get cluster\r\n").readLine()).isEqualTo("ERROR\r\n");
      assertThat(client.send("get AmazonElastiCache:cluster\r\n").readLine()).isEqualTo("END\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "a:b", "a:0", "a:65536", "a|b|1", "a b|", "a|1.2.3.4|", "é"})
  void wrongNodes_areRefused(String nodes) {
    assertThatThrownBy(() -> ClusterNode.parse(nodes))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("--cluster-nodes");
  }
}
