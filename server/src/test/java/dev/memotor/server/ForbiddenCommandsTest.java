package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.config.AllowedCommands;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import org.junit.jupiter.api.Test;

/** Commands that the operator has disabled are refused as by memcached. */
final class ForbiddenCommandsTest {

  private static final AllowedCommands NEITHER_DUMPS_NOR_WATCH =
      new AllowedCommands(true, false, false, false, false);

  @Test
  void withoutDumps_keysCannotBeListed() {
    try (TestServer server = TestServer.with().commands(NEITHER_DUMPS_NOR_WATCH).start()) {
      WireClient client =
          server
              .connect()
              .send(
                  "set secret:key 0 0 1\r\n1\r\n"
                      + "lru_crawler metadump all\r\nlru_crawler metadump x\r\n"
                      + "lru_crawler mgdump all\r\nlru_crawler mgdump 1\r\nlru_crawler metadump\r\n"
                      + "stats cachedump 1 1\r\nstats cachedump\r\n"
                      + "stats detail on\r\nstats detail dump\r\nstats detail\r\nmn\r\n");
      assertThat(client.readThrough("MN\r\n").lines())
          .containsExactly(
              "STORED",
              "ERROR metadump not allowed",
              "ERROR metadump not allowed",
              "ERROR key dump not allowed",
              "ERROR key dump not allowed",
              "ERROR",
              "CLIENT_ERROR stats cachedump not allowed",
              "CLIENT_ERROR stats cachedump not allowed",
              "CLIENT_ERROR stats detail not allowed",
              "CLIENT_ERROR stats detail not allowed",
              "CLIENT_ERROR stats detail not allowed",
              "MN");
      WireClient binary =
          server.connect().send(BinaryPacket.request(0x10).key("detail dump").toBytes());
      assertThat(BinaryPacket.read(binary).status()).isEqualTo(1);
      client.send("stats settings\r\n");
      assertThat(client.readThrough("END\r\n")).contains("STAT dump_enabled no\r\n");
    }
  }

  @Test
  void withoutWatch_noClientCanWatch() {
    try (TestServer server = TestServer.with().commands(NEITHER_DUMPS_NOR_WATCH).start()) {
      WireClient client = server.connect().send("watch\r\nwatch fetchers\r\nwatch foo\r\nmn\r\n");
      assertThat(client.readThrough("MN\r\n").lines())
          .containsExactly(
              "CLIENT_ERROR watch commands not allowed",
              "CLIENT_ERROR watch commands not allowed",
              "CLIENT_ERROR watch commands not allowed",
              "MN");
    }
  }
}
