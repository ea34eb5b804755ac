package dev.memotor.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.conformance.ScriptedServer;
import dev.memotor.conformance.cases.CaseFileParser;
import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.cases.ConformanceTarget;
import dev.memotor.conformance.wire.Protocol;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A runner that cannot fail proves nothing: most of these tests make it fail. */
class CaseRunnerTest {

  /** Costs nothing where the server answers, however slow the machine is. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static ConformanceCase subject(Protocol protocol, String steps) {
    return new CaseFileParser(protocol, "test")
        .parse("verified nothing\ncase one\nwhy a test\n" + steps)
        .get(0);
  }

  private static CaseOutcome run(ScriptedServer server, Protocol protocol, String steps) {
    return run(server, protocol, steps, PATIENCE);
  }

  private static CaseOutcome run(
      ScriptedServer server, Protocol protocol, String steps, Duration patience) {
    ConformanceTarget target = ConformanceTarget.of(server.address()).withTimeout(patience);
    try (server;
        CaseRunner runner = new CaseRunner()) {
      return runner.run(subject(protocol, steps), target);
    }
  }

  private static CaseOutcome text(Map<String, String> replies, String steps) {
    return run(ScriptedServer.answering(replies), Protocol.CLASSIC, steps);
  }

  /**
   * The failure of a run that times out. A slow machine may time out earlier and fail differently;
   * then the next run has a longer timeout.
   */
  private static CaseFailure inTheEnd(
      Supplier<ScriptedServer> server, String steps, Predicate<CaseFailure> expected) {
    Duration patience = Duration.ofMillis(100);
    while (true) {
      CaseFailure failure = failure(run(server.get(), Protocol.CLASSIC, steps, patience));
      patience = patience.multipliedBy(3);
      if (expected.test(failure) || patience.compareTo(PATIENCE) > 0) {
        return failure;
      }
    }
  }

  private static void assertInTheEnd(
      Supplier<ScriptedServer> server, String steps, String problem) {
    assertThat(inTheEnd(server, steps, f -> f.problem().contains(problem)).problem())
        .contains(problem);
  }

  /** The failure of a run that ends in silence. */
  private static CaseFailure silence(Map<String, String> replies, String steps, String got) {
    CaseFailure failure =
        inTheEnd(() -> ScriptedServer.answering(replies), steps, f -> f.got().equals(got));
    assertThat(failure.got()).isEqualTo(got);
    return failure;
  }

  private static CaseFailure failure(CaseOutcome outcome) {
    assertThat(outcome.status()).isEqualTo(CaseOutcome.Status.FAILED);
    return outcome.failure().orElseThrow();
  }

  private static void assertPassed(CaseOutcome outcome) {
    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.status()).isEqualTo(CaseOutcome.Status.PASSED);
  }

  @Nested
  class Crowds {

    private static final String REFUSED = "@crowd 3\n< FULL\n@closed\n";

    private static final ScriptedServer.Conversation REFUSAL =
        (in, out) -> out.write("FULL\r\n".getBytes(StandardCharsets.US_ASCII));

    /**
     * Accepts this many connections at a time; others get FULL and are closed. The order is that of
     * the connections, whichever of their threads runs first.
     */
    private static ScriptedServer placesFor(int max) {
      Semaphore places = new Semaphore(max);
      return ScriptedServer.choosing(() -> places.tryAcquire() ? guest(places) : REFUSAL);
    }

    private static ScriptedServer.Conversation guest(Semaphore places) {
      return (in, out) -> {
        try {
          for (String line = ScriptedServer.readLine(in);
              line != null;
              line = ScriptedServer.readLine(in)) {
            out.write("VERSION 1\r\n".getBytes(StandardCharsets.US_ASCII));
          }
        } finally {
          places.release();
        }
      };
    }

    private static ScriptedServer losingPlaces() {
      Semaphore places = new Semaphore(2);
      return ScriptedServer.choosing(
          () ->
              places.tryAcquire()
                  ? (in, out) -> in.transferTo(OutputStream.nullOutputStream())
                  : REFUSAL);
    }

    @Test
    void refusedConnection_isNoticed() {
      assertPassed(run(placesFor(2), Protocol.CLASSIC, REFUSED));
    }

    @Test
    void roomForAll_fails() {
      assertInTheEnd(() -> placesFor(4), REFUSED, "none of the connections is turned away");
    }

    @Test
    void placesThatComeBack_pass() {
      assertPassed(
          run(placesFor(2), Protocol.CLASSIC, REFUSED + "@disperse\n> ask\n< VERSION 1\n"));
    }

    @Test
    void placesThatStayLost_fail() {
      assertInTheEnd(Crowds::losingPlaces, REFUSED + "@disperse\n", "no connection is accepted");
    }
  }

  @Nested
  class TextReplies {

    @Test
    void right_passes() {
      assertPassed(text(Map.of("ask", "YES\r\n"), "> ask\n< YES\n"));
    }

    @Test
    void wrongByte_failsAndMarksIt() {
      CaseFailure failure = failure(text(Map.of("ask", "YEZ\r\n"), "> ask\n< YES\n"));
      assertThat(failure.problem()).contains("differs");
      assertThat(failure.sent()).isEqualTo("ask\\r\\n");
      assertThat(failure.wanted()).isEqualTo("YES\\r\\n");
      assertThat(failure.got()).isEqualTo("YEZ\\r\\n");
      assertThat(failure.mark()).isEqualTo(2);
      assertThat(failure.location()).isEqualTo("cases/classic/test.case:5");
    }

    @Test
    void missingLineEnd_fails() {
      CaseFailure failure = silence(Map.of("ask", "YES"), "> ask\n< YES\n", "YES");
      assertThat(failure.problem()).contains("missing");
    }

    @Test
    void bareLineFeed_fails() {
      assertThat(failure(text(Map.of("ask", "YES\n"), "> ask\n< YES\n")).mark()).isEqualTo(3);
    }

    @Test
    void silence_fails() {
      assertThat(silence(Map.of(), "> ask\n< YES\n", "").problem()).contains("missing");
    }

    @Test
    void surplusBytesAtTheEnd_fail() {
      CaseFailure failure = failure(text(Map.of("ask", "YES\r\nMORE\r\n"), "> ask\n< YES\n"));
      assertThat(failure.problem()).contains("unsolicited");
      assertThat(failure.got()).startsWith("MORE\\r\\n");
    }

    @Test
    void surplusBytesInTheMiddle_failAtTheProbe() {
      CaseFailure failure =
          failure(text(Map.of("quiet", "YES\r\n", "ask", "X\r\n"), "> quiet\n@silent\n> ask\n< X"));
      assertThat(failure.location()).endsWith(":5");
    }

    @Test
    void earlyClose_fails() {
      CaseFailure failure =
          failure(text(Map.of("ask", "YE" + ScriptedServer.CLOSE), "> ask\n< YES\n"));
      assertThat(failure.problem()).contains("closed");
      assertThat(failure.got()).isEqualTo("YE");
    }

    @Test
    void closeAfterTheReply_fails() {
      failure(text(Map.of("ask", "YES\r\n" + ScriptedServer.CLOSE), "> ask\n< YES\n"));
    }

    @Test
    void expectedClose_passesOnlyOnAClose() {
      assertPassed(text(Map.of("bye", ScriptedServer.CLOSE), "> bye\n@closed\n"));
      assertThat(silence(Map.of(), "> bye\n@closed\n", "<nothing>").problem())
          .contains("stays open");
      assertThat(
              failure(text(Map.of("bye", "X" + ScriptedServer.CLOSE), "> bye\n@closed\n"))
                  .problem())
          .contains("instead of a close");
    }

    @Test
    void expectedNothing_failsOnBytes() {
      assertPassed(text(Map.of(), "> ask\n@nothing 50ms\n"));
      failure(text(Map.of("ask", "X"), "> ask\n@nothing 50ms\n"));
    }

    @Test
    void alternatives_acceptEachAndNothingElse() {
      String steps = "> ask\n< YES\n| NO {#}\n";
      assertPassed(text(Map.of("ask", "YES\r\n"), steps));
      assertPassed(text(Map.of("ask", "NO 5\r\n"), steps));
      CaseFailure failure = failure(text(Map.of("ask", "MAYBE\r\n"), steps));
      assertThat(failure.wanted()).isEqualTo("YES\\r\\n  or  NO <number>\\r\\n");
    }

    @Test
    void capture_isUsedByLaterSteps() {
      String steps = "> cas\n< N {n=#}\n> use {n+1}\n< OK\n> cas\n< N {#!=n}\n";
      CaseFailure failure = failure(text(Map.of("cas", "N 41\r\n", "use 42", "OK\r\n"), steps));
      assertThat(failure.wanted()).isEqualTo("N <number other than 41>\\r\\n");
    }

    @Test
    void block_needsItsLinesAndForbidsOthers() {
      Map<String, String> replies = Map.of("stats", "STAT a 1\r\nSTAT b 2\r\nEND\r\n");
      assertPassed(text(replies, "> stats\n<until END\n<has STAT b {#}\n<every STAT {*}\n"));
      assertThat(failure(text(replies, "> stats\n<until END\n<has STAT c {#}\n")).problem())
          .contains("missing");
      failure(text(replies, "> stats\n<until END\n<not STAT a {#}\n"));
      failure(text(replies, "> stats\n<until END\n<every STAT a {#}\n"));
    }
  }

  @Nested
  class BinaryReplies {

    private static final int HEADER = 24;

    private static byte[] frame(int opcode, int status, long cas, byte[] extras, String value) {
      byte[] content = value.getBytes(StandardCharsets.ISO_8859_1);
      ByteBuffer frame = ByteBuffer.allocate(HEADER + extras.length + content.length);
      frame.put((byte) 0x81).put((byte) opcode).putShort((short) 0);
      frame.put((byte) extras.length).put((byte) 0).putShort((short) status);
      frame.putInt(extras.length + content.length).putInt(0xdeadbeef).putLong(cas);
      return frame.put(extras).put(content).array();
    }

    private CaseOutcome against(byte[] reply, String expected) {
      ScriptedServer server =
          ScriptedServer.of(
              (in, out) -> {
                in.readNBytes(HEADER + 1);
                out.write(reply);
                byte[] probe = in.readNBytes(HEADER);
                if (probe.length == HEADER) {
                  probe[0] = (byte) 0x81;
                  out.write(probe);
                }
              });
      return run(server, Protocol.BINARY, "> GET key=k\n" + expected + "\n");
    }

    private static final byte[] FLAGS = {0, 0, 0, 5};

    @Test
    void right_passes() {
      assertPassed(against(frame(0, 0, 7, FLAGS, "abc"), "< GET value=abc flags=5 cas=7"));
      assertPassed(against(frame(0, 1, 0, new byte[0], "Not found"), "< GET status=NOT_FOUND"));
    }

    @Test
    void eachWrongField_isNamed() {
      assertThat(
              failure(against(frame(1, 0, 7, FLAGS, "abc"), "< GET value=abc flags=5")).problem())
          .contains("opcode");
      assertThat(
              failure(against(frame(0, 2, 0, FLAGS, "abc"), "< GET value=abc flags=5")).problem())
          .contains("status");
      assertThat(
              failure(against(frame(0, 0, 7, FLAGS, "abd"), "< GET value=abc flags=5")).problem())
          .contains("value");
      assertThat(
              failure(against(frame(0, 0, 7, FLAGS, "abc"), "< GET value=abc flags=6")).problem())
          .contains("extras");
      assertThat(
              failure(against(frame(0, 0, 7, FLAGS, "abc"), "< GET value=abc flags=5 opaque=1"))
                  .problem())
          .contains("opaque");
      assertThat(
              failure(against(frame(0, 0, 7, FLAGS, "abc"), "< GET value=abc flags=5 cas=8"))
                  .problem())
          .contains("cas");
    }

    @Test
    void unnamedFields_mustBeAsTheProtocolPrescribes() {
      assertThat(
              failure(against(frame(0, 0, 0, FLAGS, "abc"), "< GET value=abc flags=5")).problem())
          .contains("cas");
      assertThat(
              failure(against(frame(0, 1, 9, new byte[0], "Not found"), "< GET status=NOT_FOUND"))
                  .problem())
          .contains("cas");
      assertThat(
              failure(against(frame(0, 1, 0, new byte[0], "not found"), "< GET status=NOT_FOUND"))
                  .problem())
          .contains("value");
    }

    @Test
    void truncatedFrame_fails() {
      byte[] whole = frame(0, 0, 7, FLAGS, "abc");
      byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 1);
      ScriptedServer server =
          ScriptedServer.of(
              (in, out) -> {
                in.readNBytes(HEADER + 1);
                out.write(cut);
              });
      assertThat(
              failure(run(server, Protocol.BINARY, "> GET key=k\n< GET value=abc flags=5\n"))
                  .problem())
          .contains("closed");
    }

    @Test
    void surplusFrame_fails() {
      ScriptedServer server =
          ScriptedServer.of(
              (in, out) -> {
                in.readNBytes(HEADER + 1);
                out.write(frame(0, 0, 7, FLAGS, "abc"));
                out.write(frame(0, 0, 7, FLAGS, "abc"));
                in.readNBytes(HEADER);
              });
      assertThat(
              failure(run(server, Protocol.BINARY, "> GET key=k\n< GET value=abc flags=5\n"))
                  .problem())
          .contains("unsolicited");
    }

    @Test
    void absurdBodyLength_failsWithoutAllocatingIt() {
      byte[] header = frame(0, 0, 7, new byte[0], "");
      ByteBuffer.wrap(header).putInt(8, -1);
      assertThat(failure(against(header, "< GET value=abc")).problem()).contains("body");
    }
  }

  @Test
  void packets_areCutAsAsked() {
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    ScriptedServer server =
        ScriptedServer.of(
            (in, out) -> {
              byte[] buffer = new byte[64];
              int total = 0;
              while (total < 8) {
                int count = in.read(buffer);
                total += count;
                sizes.add(count);
              }
              out.write("OK\r\n".getBytes(StandardCharsets.ISO_8859_1));
              ScriptedServer.readLine(in);
              out.write("VERSION 1\r\n".getBytes(StandardCharsets.ISO_8859_1));
            });
    assertPassed(run(server, Protocol.CLASSIC, "@split at 2,5\n> 123456\n< OK\n"));
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(8);
  }

  @Test
  void keys_areUniquePerRunAndOfOneLength() {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (ScriptedServer server =
            ScriptedServer.of(
                (in, out) -> {
                  lines.add(ScriptedServer.readLine(in));
                  out.write("END\r\n".getBytes(StandardCharsets.ISO_8859_1));
                  ScriptedServer.readLine(in);
                  out.write("VERSION 1\r\n".getBytes(StandardCharsets.ISO_8859_1));
                });
        CaseRunner runner = new CaseRunner()) {
      ConformanceCase subject = subject(Protocol.CLASSIC, "> get {key}\n< END\n");
      ConformanceTarget target = ConformanceTarget.of(server.address()).withTimeout(PATIENCE);
      for (int i = 0; i < 3; i++) {
        assertPassed(runner.run(subject, target));
      }
    }
    assertThat(lines).doesNotHaveDuplicates().hasSize(3).allMatch(l -> l.length() == 4 + 11);
  }

  @Test
  void deadServer_isAFailureNotACrash() {
    ScriptedServer server = ScriptedServer.of((in, out) -> {});
    server.close();
    assertThat(failure(run(server, Protocol.CLASSIC, "> version\n< X\n")).problem())
        .contains("ConnectException");
  }
}
