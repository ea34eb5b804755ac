package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import dev.memotor.server.logging.Verbosity;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What {@code -v}, {@code -vv} and {@code -vvv} log of the wire: memcached 1.6.45's lines. */
final class VerbosityTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(Verbosity.WIRE_LOGGER);
  private final Lines lines = new Lines();
  private final TestServer server = TestServer.start();

  private static final class Lines extends AppenderBase<ILoggingEvent> {

    private final List<String> logged = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      // Connections are numbered by the server.
      logged.add(event.getFormattedMessage().replaceFirst("^([<>]?)\\d+", "$1N"));
    }
  }

  @BeforeEach
  void listen() {
    lines.setContext(logger.getLoggerContext());
    lines.start();
    logger.setAdditive(false);
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    server.close();
    Verbosity.set(0);
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  private List<String> loggedAt(int level, Runnable conversation) {
    Verbosity.set(level);
    conversation.run();
    return lines.logged;
  }

  private void say(String text, String end) {
    try (WireClient client = server.connect()) {
      client.send(text);
      client.readThrough(end);
      client.send("quit\r\n");
      client.readAll();
    }
    Await.until(
        "the end is logged",
        () -> !logger.isDebugEnabled() || lines.logged.contains("<N connection closed."));
  }

  private static List<String> withFrame(String... said) {
    return Stream.of(
            Stream.of(
                "<N new auto-negotiating client connection", "N: Client using the ascii protocol"),
            Stream.of(said),
            Stream.of("<N quit", "<N connection closed."))
        .flatMap(part -> part)
        .toList();
  }

  @Test
  void once_doesNotLogCommands() {
    assertThat(loggedAt(1, () -> say("set a 0 0 1\r\nx\r\nget a\r\n", "END\r\n"))).isEmpty();
  }

  @Test
  void twice_isMemcachedsLines() {
    String text = "set a 0 0 3\r\nabc\r\nget a b\r\nmg a v k\r\nset x 0 0 2\r\nlong\r\nmn\r\n";
    assertThat(loggedAt(2, () -> say(text, "MN\r\n")))
        .containsExactlyInAnyOrderElementsOf(
            withFrame(
                "<N set a 0 0 3",
                "<N get a b",
                "<N mg a v k",
                "<N set x 0 0 2",
                "<N ",
                "<N mn",
                ">N STORED",
                ">N sending key a",
                ">N END",
                ">N VA 3 ka",
                ">N CLIENT_ERROR bad data chunk",
                ">N CLIENT_ERROR bad command line format",
                ">N MN"))
        .containsSubsequence("<N set a 0 0 3", ">N STORED", ">N sending key a", ">N END", ">N MN");
  }

  @Test
  void values_areNotLogged() {
    String large = "v".repeat(100_000);
    String text =
        "set a 0 0 100000\r\n"
            + large
            + "\r\nset n 0 0 2\r\n40\r\nincr n 2\r\nget a n\r\nstats\r\n";
    assertThat(loggedAt(2, () -> say(text, "END\r\nSTAT pid")))
        .contains(">N sending key a", ">N sending key n", ">N END", "<N stats")
        .noneMatch(line -> line.contains("vvv") || line.contains("42") || line.contains("STAT"));
  }

  @Test
  void clients_cannotForgeLines() {
    assertThat(loggedAt(2, () -> say("x \033[2J\r\\ y\u0000\r\n", "ERROR\r\n")))
        .contains("<N x \\x1b[2J\\x0d\\\\ y\\x00");
    assertThat(loggedAt(2, () -> say("get " + "k".repeat(5_000) + "\r\n", "format\r\n")))
        .contains("<N get " + "k".repeat(1_020) + "... (5004 bytes)");
  }

  @Test
  void binary_isDumped() {
    Verbosity.set(2);
    try (WireClient client = server.connect()) {
      client.send(
          BinaryPacket.request(1).key("kk").extras(new byte[8]).value("vvv").opaque(7).toBytes());
      BinaryPacket.read(client);
      client.send(BinaryPacket.request(0x0a).toBytes());
      BinaryPacket.read(client);
    }
    Await.until("the end is logged", () -> lines.logged.contains("<N connection closed."));
    assertThat(lines.logged)
        .startsWith(
            "<N new auto-negotiating client connection",
            "N: Client using the binary protocol",
            "<N Read binary protocol data:",
            "<N    0x80 0x01 0x00 0x02",
            "<N    0x08 0x00 0x00 0x00",
            "<N    0x00 0x00 0x00 0x0d",
            "<N    0x00 0x00 0x00 0x07",
            "<N    0x00 0x00 0x00 0x00",
            "<N    0x00 0x00 0x00 0x00",
            "<N SET kk Value len is 3",
            ">N Writing bin response:",
            ">N   0x81 0x01 0x00 0x00")
        .contains("<N NOOP", ">N   0x81 0x0a 0x00 0x00");
  }

  @Test
  void thrice_showsStates() {
    String text = "set a 0 0 1\r\nx\r\n";
    assertThat(loggedAt(3, () -> say(text, "STORED\r\n")))
        .containsSubsequence(
            "N: going from conn_new_cmd to conn_read",
            "N: going from conn_read to conn_parse_cmd",
            "N: going from conn_parse_cmd to conn_mwrite",
            ">N STORED",
            "N: going from conn_mwrite to conn_waiting");
  }

  @Test
  void theCommand_switchesWhileConnectionsAreOpen() {
    WireClient other = server.connect();
    WireClient client = server.connect();
    other.send("mn\r\n").readThrough("MN\r\n");
    client.send("verbosity 9\r\n").readThrough("OK\r\n");
    other.send("get a\r\n").readThrough("END\r\n");
    client.send("stats settings\r\n");
    // Like memcached, which shows states only at this level.
    assertThat(client.readThrough("END\r\n")).contains("STAT verbosity 2\r\n");
    client.send("verbosity 0\r\n").readThrough("OK\r\n");
    other.send("get b\r\n").readThrough("END\r\n");
    assertThat(lines.logged).contains("<N get a").doesNotContain("<N get b", "<N mn");
  }
}
