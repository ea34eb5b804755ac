package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections end: by either side, at any moment. */
final class ConnectionEndTest {

  private static final String STORED = "STORED\r\n";

  private final TestServer server = TestServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  private void awaitNoConnections() {
    // The connection that asks is one.
    Await.until("the connections to be gone", () -> server.stat("curr_connections") == 1);
  }

  @Test
  void quit_answersWhatCameBefore_andClosesWithoutReply() {
    WireClient client =
        server.connect().send("set later:a 0 0 1\r\nv\r\nget later:a\r\nquit\r\nget later:a\r\n");
    assertThat(client.readAll()).isEqualTo(STORED + "VALUE later:a 0 1\r\nv\r\nEND\r\n");
    awaitNoConnections();
  }

  @Test
  void halfClose_repliesThenCloses() {
    WireClient client =
        server.connect().send("set later:a 0 0 1\r\nv\r\nget later:a\r\n").halfClose();
    assertThat(client.readAll()).isEqualTo(STORED + "VALUE later:a 0 1\r\nv\r\nEND\r\n");
    awaitNoConnections();
  }

  @Test
  void halfClose_heldOperation_waitsForIt() {
    WireClient client = server.connect().send("get held:a\r\nget held:b\r\n").halfClose();
    Await.until("the operations to be held", () -> server.engine().held() == 2);
    server.engine().release();
    assertThat(client.readAll()).isEqualTo("END\r\nEND\r\n");
  }

  @Test
  void halfClose_moreThanTheWindow_allIsAnswered() {
    String get = "get later:a\r\n";
    WireClient client = server.connect().send(get.repeat(20_000)).halfClose();
    assertThat(client.readAll()).isEqualTo("END\r\n".repeat(20_000));
    awaitNoConnections();
  }

  @Test
  void halfClose_inTheMiddleOfACommand_closes() {
    assertThat(server.connect().send("mn\r\nget a").halfClose().readAll()).isEqualTo("MN\r\n");
    assertThat(server.connect().send("mn\r\nset a 0 0 100\r\nab").halfClose().readAll())
        .isEqualTo("MN\r\n");
    assertThat(server.connect().send("mn\r\nset a 0 0 2\r\nab\r").halfClose().readAll())
        .isEqualTo("MN\r\n");
    awaitNoConnections();
    assertThat(server.engine().size()).isZero();
  }

  @Test
  void disconnect_inTheMiddleOfASet_storesNothing() {
    server.connect().send("set a 0 0 100000\r\nhalf").close();
    server.connect().send(new byte[] {(byte) 0x80, 1, 0, 1, 8, 0, 0, 0, 0, 1, 0, 0}).close();
    awaitNoConnections();
    assertThat(server.engine().size()).isZero();
    assertThat(server.engine().operations()).isZero();
  }

  @Test
  void disconnect_beforeTheEngineEnds_leavesServerWell() {
    WireClient client = server.connect().send("get held:a\r\nset held:b 0 0 1\r\nv\r\n");
    Await.until("the operations to be held", () -> server.engine().held() == 2);
    client.close();
    // The server still waits for the engine: it cannot know that its peer will not read.
    server.engine().release();
    awaitNoConnections();
  }

  @Test
  void binaryQuit_isAnswered_quietOneIsNot() {
    WireClient loud = server.connect().send(BinaryPacket.request(0x07).opaque(9).toBytes());
    assertThat(BinaryPacket.read(loud).opaque()).isEqualTo(9);
    assertThat(loud.readAll()).isEmpty();
    WireClient quiet = server.connect().send(BinaryPacket.request(0x17).toBytes());
    assertThat(quiet.readAll()).isEmpty();
    awaitNoConnections();
  }

  @Test
  void brokenFraming_closesAfterTheReplies() {
    WireClient noBinary = server.connect().send(BinaryPacket.request(0x0a).opaque(5).toBytes());
    assertThat(BinaryPacket.read(noBinary).opaque()).isEqualTo(5);
    noBinary.send("this is no packet of the binary protocol");
    assertThat(noBinary.readAll()).isEmpty();
    WireClient tooLong = server.connect().send("mn\r\n" + "x".repeat(3000));
    assertThat(tooLong.readAll()).isEqualTo("MN\r\nCLIENT_ERROR line too long\r\n");
    awaitNoConnections();
  }

  @Test
  void clientsOfOtherProtocols_getAnExplanation() {
    assertThat(server.connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readAll())
        .isEqualTo("ERROR this port speaks the memcached protocol, not HTTP\r\n");
    assertThat(server.connect().send("*1\r\n$4\r\nPING\r\n").readAll())
        .isEqualTo(
            "-ERR this port speaks the memcached protocol, not Redis: use a memcached client\r\n");
  }

  @Test
  void everyConnection_isCountedOut() {
    for (int i = 0; i < 50; i++) {
      server.connect().send("set a 0 0 3\r\n").close();
    }
    awaitNoConnections();
    assertThat(server.stat("total_connections")).isGreaterThanOrEqualTo(50);
  }
}
