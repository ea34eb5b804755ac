package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.EngineException;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.KeyedEngine;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients see the kind of an engine's failure, and nothing else. */
final class EngineFailureTest {

  private static final int GET = 0x00;
  private static final int SET = 0x01;
  private static final int INCREMENT = 0x05;
  private static final int GETQ = 0x09;
  private static final int SETQ = 0x11;

  private final TestServer server = TestServer.start();
  private final WireClient client = server.connect();

  @AfterEach
  void close() {
    server.close();
  }

  private String ask(String request) {
    return client.send(request).readLine();
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, 'storage is unavailable, try again later'",
    "TIMEOUT, storage did not answer in time",
    "BUSY, 'storage is busy, try again later'",
    "FULL, out of memory storing object",
    "CORRUPT, stored item cannot be read",
    "CONFIGURATION, internal error",
    "INTERNAL, internal error",
    "throw, internal error",
    "error, internal error",
    "none, internal error",
  })
  void text_everyCommand_saysTheKind(String end, String text) {
    String key = end + ":k";
    String line = "SERVER_ERROR " + text + "\r\n";
    String[] requests = {
      "get K\r\n",
      "gets K\r\n",
      "gat 10 K\r\n",
      "set K 0 0 1\r\nv\r\n",
      "cas K 0 0 1 7\r\nv\r\n",
      "append K 0 0 1\r\nv\r\n",
      "incr K 1\r\n",
      "touch K 10\r\n",
      "delete K\r\n",
      "mg K v\r\n",
      "ms K 1\r\nv\r\n",
      "md K\r\n",
      "ma K\r\n",
      "me K\r\n",
      // A miss is silent, a failure never is.
      "mg K v q\r\n",
    };
    for (String request : requests) {
      assertThat(ask(request.replace("K", key))).as(request).isEqualTo(line);
    }
    assertThat(ask("mn\r\n")).isEqualTo("MN\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BUSY", "throw"})
  void multiget_failedKey_endsReplyWithoutEnd(String end) {
    server.engine().put("a", new byte[] {'1'});
    server.engine().put("c", new byte[] {'3'});
    client.send("get a " + end + ":b c\r\nmn\r\n");
    String reply = client.readThrough("MN\r\n");
    if (end.equals("BUSY")) {
      assertThat(reply)
          .isEqualTo("VALUE a 0 1\r\n1\r\nSERVER_ERROR storage is busy, try again later\r\nMN\r\n");
    } else {
      // The engine threw in the middle of the batch: what it had completed counts, the rest failed.
      assertThat(reply).isEqualTo("VALUE a 0 1\r\n1\r\nSERVER_ERROR internal error\r\nMN\r\n");
    }
  }

  @Test
  void multiget_itemThatCannotBeRead_isLeftOut() {
    server.engine().put("a", new byte[] {'1'});
    server.engine().put("c", new byte[] {'3'});
    client.send("get a CORRUPT:b c\r\nget a CORRUPT:b\r\nmn\r\n");
    assertThat(client.readThrough("MN\r\n"))
        .isEqualTo(
            "VALUE a 0 1\r\n1\r\nVALUE c 0 1\r\n3\r\nEND\r\nVALUE a 0 1\r\n1\r\nEND\r\nMN\r\n");
  }

  @Test
  void noreply_failure_isSilent() {
    assertThat(ask("set BUSY:k 0 0 1 noreply\r\nv\r\nincr BUSY:k 1 noreply\r\nmn\r\n"))
        .isEqualTo("MN\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, 0x86, Temporary failure",
    "TIMEOUT, 0x86, Temporary failure",
    "BUSY, 0x86, Temporary failure",
    "FULL, 0x82, Out of memory",
    "CORRUPT, 0x84, Internal error",
    "INTERNAL, 0x84, Internal error",
    "throw, 0x84, Internal error",
    "error, 0x84, Internal error",
    "none, 0x84, Internal error",
  })
  void binary_quietOrNot_saysTheStatus(String end, String status, String text) {
    String key = end + ":k";
    BinaryPacket[] requests = {
      BinaryPacket.request(GET).key(key),
      BinaryPacket.request(GETQ).key(key),
      BinaryPacket.request(SET).extras(new byte[8]).key(key).value("v"),
      BinaryPacket.request(SETQ).extras(new byte[8]).key(key).value("v"),
      BinaryPacket.request(INCREMENT).extras(new byte[20]).key(key),
    };
    int opaque = 0;
    for (BinaryPacket request : requests) {
      BinaryPacket reply = BinaryPacket.read(client.send(request.opaque(++opaque).toBytes()));
      assertThat(reply.status()).as(request.toString()).isEqualTo(Integer.decode(status));
      assertThat(reply.valueText()).isEqualTo(text);
      assertThat(reply.opaque()).isEqualTo(opaque);
      assertThat(reply.opcode()).isEqualTo(request.opcode());
    }
  }

  @ParameterizedTest
  @EnumSource(EngineException.Kind.class)
  void flush_failsAsTheEngineSays(EngineException.Kind kind) {
    EngineException failure =
        new EngineException(kind, KeyedEngine.SECRET, new IllegalStateException("cause"));
    String first = flushWhenEngine(() -> CompletableFuture.failedFuture(failure));
    String wrapped =
        flushWhenEngine(() -> CompletableFuture.failedFuture(new CompletionException(failure)));
    assertThat(first).startsWith("SERVER_ERROR ").doesNotContain("secret").isEqualTo(wrapped);
    // The cause of a failure is not taken for the failure.
    assertThat(first.contains("busy")).isEqualTo(kind == EngineException.Kind.BUSY);
  }

  private String flushWhenEngine(Supplier<CompletionStage<Void>> end) {
    server.engine().flushEnds(end);
    return ask("flush_all\r\n");
  }

  @Test
  void flush_thatThrows_isAnswered() {
    String reply =
        flushWhenEngine(
            () -> {
              throw new IllegalStateException(KeyedEngine.SECRET);
            });
    assertThat(reply).isEqualTo("SERVER_ERROR internal error\r\n");
    assertThat(flushWhenEngine(() -> null)).isEqualTo("SERVER_ERROR internal error\r\n");
    assertThat(ask("mn\r\n")).isEqualTo("MN\r\n");
  }

  @Test
  void failures_areCounted() {
    ask("get BUSY:a\r\n");
    ask("set FULL:a 0 0 1\r\nv\r\n");
    client.send("stats engine\r\n");
    assertThat(client.readThrough("END\r\n")).contains("STAT failures 2\r\n");
    assertThat(server.stat("store_no_memory")).isEqualTo(1);
    // What could not be executed is neither a hit nor a miss.
    assertThat(server.stat("get_misses")).isZero();
  }
}
