package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.config.AllowedCommands;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** flush_all: in its place in the order, at its time, or not at all. */
final class FlushTest {

  private static final String SET = "set later:a 0 0 1\r\nv\r\n";

  @Test
  void flush_standsBetweenWhatCameBeforeAndAfter() {
    try (TestServer server = TestServer.start()) {
      WireClient client =
          server
              .connect()
              .send(SET + "flush_all\r\nget later:a\r\n" + SET + "get later:a\r\nmn\r\n");
      assertThat(client.readThrough("MN\r\n"))
          .isEqualTo("STORED\r\nOK\r\nEND\r\nSTORED\r\nVALUE later:a 0 1\r\nv\r\nEND\r\nMN\r\n");
    }
  }

  @Test
  void slowFlush_isAnsweredInItsPlace() {
    try (TestServer server = TestServer.start()) {
      CompletableFuture<Void> end = new CompletableFuture<>();
      server.engine().flushEnds(() -> end);
      WireClient client = server.connect().send("mn\r\nflush_all\r\nmn\r\n");
      assertThat(client.readLine()).isEqualTo("MN\r\n");
      Await.until("the flush", () -> server.engine().flushes() == 1);
      assertThat(server.connect().send("mn\r\n").readLine()).isEqualTo("MN\r\n");
      end.complete(null);
      assertThat(client.readThrough("MN\r\n")).isEqualTo("OK\r\nMN\r\n");
    }
  }

  @Test
  void delayedFlush_removesWhatExistsThen_andTheNewestCounts() {
    try (TestServer server = TestServer.start()) {
      WireClient client = server.connect();
      client.send("flush_all 1000\r\nset b 0 0 1\r\nv\r\nflush_all 1\r\nset a 0 0 1\r\nv\r\n");
      assertThat(client.read("OK\r\nSTORED\r\nOK\r\nSTORED\r\n".length()))
          .isEqualTo("OK\r\nSTORED\r\nOK\r\nSTORED\r\n");
      // One second ahead, existing items go immediately, as in memcached, and the rest then.
      Await.until("the delayed flush", () -> server.engine().flushes() == 2);
      assertThat(server.engine().size()).isZero();
      client.send("flush_all 1000\r\nflush_all\r\n");
      assertThat(client.read(8)).isEqualTo("OK\r\nOK\r\n");
      assertThat(server.engine().flushes()).isEqualTo(3);
    }
  }

  @Test
  void binaryFlush_withDelayAndQuiet() {
    try (TestServer server = TestServer.start()) {
      WireClient client = server.connect();
      byte[] second = ByteBuffer.allocate(4).putInt(1).array();
      client.send(BinaryPacket.request(0x18).toBytes());
      client.send(BinaryPacket.request(0x18).extras(second).toBytes());
      client.send(BinaryPacket.request(0x08).extras(second).opaque(3).toBytes());
      // The quiet ones are silent.
      assertThat(BinaryPacket.read(client).opaque()).isEqualTo(3);
      Await.until("all flushes", () -> server.engine().flushes() >= 4);
      assertThat(server.stat("cmd_flush")).isEqualTo(3);
    }
  }

  @Test
  void disabledFlush_isRefused_andCountedAsMemcachedDoes() {
    try (TestServer server =
        TestServer.with().commands(new AllowedCommands(false, false, true, true, false)).start()) {
      WireClient client = server.connect().send("flush_all\r\nflush_all noreply\r\n");
      assertThat(client.readLine()).isEqualTo("CLIENT_ERROR flush_all not allowed\r\n");
      WireClient binary = server.connect().send(BinaryPacket.request(0x08).toBytes());
      assertThat(BinaryPacket.read(binary).status()).isEqualTo(0x20);
      assertThat(server.engine().flushes()).isZero();
      // Those of the text protocol; the refused ones of the binary protocol are not counted.
      assertThat(server.stat("cmd_flush")).isEqualTo(2);
    }
  }

  @Test
  void shutdown_notEnabled_isRefused() {
    try (TestServer server = TestServer.start()) {
      assertThat(server.connect().send("shutdown\r\n").readLine())
          .isEqualTo("SERVER_ERROR: shutdown not enabled\r\n");
    }
  }
}
