package dev.memotor.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.dispatch.ByteBudget;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text streams: every command, cut anywhere, and garbage. */
final class TextDecodingTest {

  private static final int WIDE = 1_000_000;

  /** Every command but quit, valid and invalid, with values of all lengths. */
  private static final List<String> PIECES =
      List.of(
          "get a\r\n",
          "get a  b   c \r\n",
          "gets a b\n",
          "gat 100 a b\r\n",
          "gats -1 a\r\n",
          "set a 1 2 3\r\nabc\r\n",
          "set a 1 2 0\r\n\r\n",
          "set a 1 2 3 noreply\r\nab\n\r\n",
          "add a 0 0 1\r\nx\r\n",
          "replace a 0 0 1\r\nx\r\n",
          "append a 0 0 1\r\nx\r\n",
          "prepend a 0 0 1\r\nx\r\n",
          "cas a 0 0 1 18446744073709551615\r\nx\r\n",
          "set a 0 0 4\r\n\r\n\r\n\r\n",
          "set a 0 0 1\r\nxy\r\nset a 0 0 1\r\nx\n\r\n",
          "set a 0 0 2000000\r\n",
          "v".repeat(2_000_000),
          "\r\n",
          "set big 0 0 70000\r\n",
          "V".repeat(70_000),
          "\r\n",
          "set " + "k".repeat(251) + " 0 0 3\r\nabc\r\n",
          "set a x 0 3\r\nabc\r\n",
          "set a 0 0 -1\r\n",
          "incr a 1\r\ndecr a 18446744073709551616\r\nincr a 1 noreply\r\n",
          "touch a 10\r\ntouch a x\r\n",
          "delete a\r\ndelete a 0\r\ndelete a 5\r\ndelete a noreply\r\n",
          "flush_all\r\nflush_all 10\r\nflush_all noreply\r\nflush_all -1\r\n",
          "verbosity 1\r\nverbosity\r\nversion\r\n",
          "stats\r\nstats settings\r\nstats reset\r\nstats nonsense\r\n",
          "stats detail on\r\nstats detail dump\r\nstats cachedump 1 10\r\n",
          "lru_crawler crawl all\r\nlru_crawler metadump x noreply\r\n",
          "cache_memlimit 64\r\ncache_memlimit 1\r\n",
          "slabs automove 1\r\nlru mode flat\r\nlru_crawler disable\r\n",
          "mn\r\nme a\r\n",
          "mg a\r\nmg a v f t c s k O123 q\r\nmg YQ== b v k\r\nmg a N30 T60 R30 v\r\n",
          "ms a 3 T10 F5 c\r\nabc\r\nms a 0\r\n\r\nms a 1 ME\r\nx\r\nms a S3\r\n",
          "ms a 2000000\r\n",
          "v".repeat(2_000_000),
          "\r\n",
          "md a q\r\nmd a I T30\r\nmd a x\r\nma a N0 J5 D2 v t c\r\nma a MD D1\r\nma a Mx\r\n",
          "mx a\r\nm\r\n\r\n   \r\nnonsense\r\nGET a\r\n*3\r\n",
          "get " + "k".repeat(250) + "\r\nget " + "k".repeat(251) + "\r\n",
          "mn\r\n");

  private static final String EVERYTHING = String.join("", PIECES);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String withoutLargeValues() {
    return EVERYTHING.replaceAll("[vV]{70000,}", "v").replace("2000000", "1").replace("70000", "1");
  }

  private static List<String> decode(byte[] stream, int window, int... cuts) {
    ScriptedConnection connection = ScriptedConnection.text(window);
    int from = 0;
    for (int cut : cuts) {
      connection.feed(Arrays.copyOfRange(stream, from, cut));
      from = cut;
    }
    connection.feed(Arrays.copyOfRange(stream, from, stream.length));
    assertThat(connection.widest()).isLessThanOrEqualTo(window + 1);
    return connection.log();
  }

  private static List<String> decodeByteByByte(byte[] stream, int window) {
    ScriptedConnection connection = ScriptedConnection.text(window);
    for (byte b : stream) {
      connection.feed(new byte[] {b});
    }
    return connection.log();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100, 1_460, 65_536})
  void everyCommand_inPortionsOfAnyLength_asksTheSame(int portion) {
    // Tiny portions of large values would prove nothing more and be slow.
    byte[] stream = bytes(portion < 100 ? withoutLargeValues() : EVERYTHING);
    List<String> whole = decode(stream, WIDE);
    assertThat(whole).hasSizeGreaterThan(80).endsWith("reply MN|");
    for (int window : new int[] {1, 4, WIDE}) {
      ScriptedConnection connection = ScriptedConnection.text(window);
      for (int at = 0; at < stream.length; at += portion) {
        connection.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + portion)));
      }
      assertThat(connection.log()).as("window %d", window).isEqualTo(whole);
    }
  }

  @Test
  void everyCommand_cutAtEveryByte_asksTheSame() {
    // Each with one after it: splitting the whole stream would be slow and prove no more. Large
    // values are split around their ends below.
    for (String piece : PIECES) {
      if (piece.length() > 10_000) {
        continue;
      }
      byte[] stream = bytes(piece + "mn\r\nget z\r\n");
      List<String> whole = decode(stream, WIDE);
      for (int cut = 1; cut < stream.length; cut++) {
        assertThat(decode(stream, 4, cut)).as("%s cut at %d", piece, cut).isEqualTo(whole);
      }
    }
  }

  @Test
  void largeAndSwallowedValues_cutAroundTheirEnds_askTheSame() {
    for (String head : new String[] {"set a 0 0 70000\r\n", "set a 0 0 2000000\r\n"}) {
      int length = Integer.parseInt(head.substring(10).strip());
      byte[] stream = bytes(head + "v".repeat(length) + "\r\nget b\r\n");
      List<String> whole = decode(stream, WIDE);
      assertThat(whole.get(whole.size() - 1)).startsWith("ClassicGet");
      for (int near : new int[] {0, head.length(), head.length() + length}) {
        for (int cut = Math.max(1, near - 4); cut < near + 6; cut++) {
          assertThat(decode(stream, 4, cut, cut + 1, cut + 2)).isEqualTo(whole);
        }
      }
    }
  }

  @Test
  void getOfManyKeys_narrowWindow_asksAllOnce() {
    StringBuilder line = new StringBuilder("get");
    for (int i = 0; i < 5_000; i++) {
      line.append(' ').append("key").append(i);
    }
    byte[] stream = bytes(line.append("\r\nmn\r\n").toString());
    ScriptedConnection connection = ScriptedConnection.text(4).feed(stream);
    assertThat(connection.asked()).isEqualTo(5_001);
    assertThat(connection.widest()).isEqualTo(4);
    assertThat(connection.log()).endsWith("reply MN|").doesNotHaveDuplicates();
    for (int cut : new int[] {1, 3, 4, 5, 2_000, 2_049, 2_050, stream.length - 5}) {
      assertThat(decode(stream, 4, cut)).isEqualTo(connection.log());
    }
    assertThat(decodeByteByByte(stream, 3)).isEqualTo(connection.log());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          quit                       | close
          shutdown                   | close
          GET / HTTP/1.1             | close
          """)
  void endingCommand_dropsTheRest(String line, String end) {
    ScriptedConnection connection = ScriptedConnection.text(WIDE).feed(line + "\r\nget a\r\n");
    assertThat(connection.log()).contains(end).noneMatch(entry -> entry.startsWith("ClassicGet"));
    assertThat(connection.isClosing()).isTrue();
  }

  @Test
  void lineWithoutEnd_isRefused_unlessItIsAGet() {
    String filler = "x".repeat(3_000);
    for (String start : new String[] {"set ", "mg ", "nonsense", "getx "}) {
      assertThat(ScriptedConnection.text(4).feed(start + filler).log())
          .containsExactly("reply CLIENT_ERROR line too long|", "close");
    }
    for (String start : new String[] {"get ", "gets ", "gat 1 ", "gats 1 ", "  get "}) {
      assertThat(ScriptedConnection.text(4).feed(start + filler).log()).isEmpty();
    }
  }

  @Test
  void pendingKeys_takeBudget_andGiveItBack() {
    ByteBudget.Share budget = new ByteBudget(1 << 20).newShare();
    String get = "get " + "0123456789 ".repeat(40_000) + "\r\n";
    assertThat(ScriptedConnection.text(4, budget).feed(get).asked()).isEqualTo(40_000);
    assertThat(budget.take(1 << 20)).as("all given back").isTrue();
    // The budget is spent now.
    assertThat(ScriptedConnection.text(4, budget).feed(get).log())
        .endsWith("reply SERVER_ERROR out of memory reading request|", "close");
  }

  @Test
  void value_takesBudget_closeGivesItBack() {
    ByteBudget.Share budget = new ByteBudget(100_000).newShare();
    ScriptedConnection first = ScriptedConnection.text(4, budget).feed("set a 0 0 60000\r\nhalf");
    ScriptedConnection second =
        ScriptedConnection.text(4, budget)
            .feed("set a 0 0 60000\r\n" + "v".repeat(60_000) + "\r\n");
    assertThat(second.log()).containsExactly("reply SERVER_ERROR Out of memory during read|");
    first.decoder().close();
    assertThat(budget.take(100_000)).isTrue();
  }

  @Test
  void garbage_wholeOrByteByByte_asksTheSame() {
    String[] words = {
      "get ",
      "gets",
      "set a 0 0 3\r\n",
      "ms a 3 ",
      "mg a ",
      "abc",
      "\r\n",
      "\n",
      "\r",
      " ",
      "\0",
      "noreply",
      "9999999999999999999999",
      "-1",
      "incr a ",
      "cas a 1 1 1 1\r\n",
      "v\r\n",
      "\u00ff",
      "b",
      "T30 ",
      "mn\r\n",
      "stats ",
      "flush_all ",
      "delete ",
      "18446744073709551615 ",
      "O1 ",
    };
    for (long seed = 1; seed <= 400; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      while (text.length() < 600) {
        if (random.nextInt(4) == 0) {
          text.append((char) random.nextInt(256));
        } else {
          text.append(words[random.nextInt(words.length)]);
        }
      }
      byte[] stream = bytes(text.toString());
      List<String> whole = decode(stream, WIDE);
      assertThat(decodeByteByByte(stream, 3)).as("seed %d", seed).isEqualTo(whole);
      int cut = 1 + random.nextInt(stream.length - 1);
      assertThat(decode(stream, 4, cut)).as("seed %d cut %d", seed, cut).isEqualTo(whole);
    }
  }
}
