package dev.memotor.conformance.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.conformance.wire.Protocol;
import dev.memotor.conformance.wire.ServerVersion;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseFileParserTest {

  private static List<ConformanceCase> parse(String content) {
    return new CaseFileParser(Protocol.CLASSIC, "topic").parse(content);
  }

  private static ConformanceCase one(String content) {
    return parse("verified x\ncase a name\nwhy a reason\n" + content).get(0);
  }

  @Test
  void header_isRead() {
    ConformanceCase parsed =
        one("since 1.6.20\nuntil 1.6.39\nunless some-deviation\ntags flush\n> a\n");
    assertThat(parsed.id()).isEqualTo("classic/topic: a name");
    assertThat(parsed.why()).isEqualTo("a reason");
    assertThat(parsed.since()).isEqualTo(new ServerVersion(1, 6, 20));
    assertThat(parsed.until()).isEqualTo(new ServerVersion(1, 6, 39));
    assertThat(parsed.unless()).isEqualTo("some-deviation");
    assertThat(parsed.flushes()).isTrue();
    assertThat(parsed.location()).isEqualTo("cases/classic/topic.case:2");
  }

  @Test
  void adjacentSends_areOneWrite() {
    assertThat(one("> a\n> b\n< c\n> d\n").steps())
        .hasSize(3)
        .first()
        .isInstanceOfSatisfying(SendStep.class, s -> assertThat(s.payloads()).hasSize(2));
  }

  @Test
  void waits_areKnownBeforeTheRun() {
    assertThat(one("@wait 2s\n> a\n@wait 150ms\n").waits()).isEqualTo(Duration.ofMillis(2150));
  }

  @Test
  void severalCases_andComments() {
    String file = "# c\nverified x\ncase a\nwhy w\n> a\n\n# c\ncase b\nwhy w\n> b\n";
    assertThat(parse(file)).extracting(ConformanceCase::name).containsExactly("a", "b");
  }

  @Test
  void table_makesACaseOfEachRow() {
    List<ConformanceCase> cases =
        parse(
            """
            verified x
            case {word} of {key} is {reply}
            why counting {word} a row
            since {release}
            > {word} {key} {len:{word}}
            < {reply}
            each word | release | reply
                 incr |         | 1
                 decr | 1.6.40  | {key}\\s
            case plain
            why w
            > a
            """);
    assertThat(cases)
        .extracting(ConformanceCase::name)
        .containsExactly("incr of {key} is 1", "decr of {key} is {key}\\s", "plain");
    assertThat(cases).extracting(ConformanceCase::why).startsWith("counting incr a row");
    assertThat(cases)
        .extracting(ConformanceCase::since)
        .containsExactly(null, new ServerVersion(1, 6, 40), null);
    assertThat(cases.get(1).location()).isEqualTo("cases/classic/topic.case:9");
    assertThat(cases.get(1).location(cases.get(1).steps().get(0).line()))
        .as("the step, and the row that filled it")
        .isEqualTo("cases/classic/topic.case:5, row 9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "case x ! verified",
        "verified x;case x;> a ! needs a why",
        "verified x;case x;why w ! at least one step",
        "verified x;> a ! outside a case",
        "verified x;case x;why w;bogus y ! unknown word",
        "verified x;case x;why w;> a;why late ! unknown line",
        "verified x;case x;why w;tags bogus ! tags are",
        "verified x;case x;why w;>a ! one space",
        "verified x;case x;why w;| a ! follows the < line",
        "verified x;case x;why w;<has a ! follow an <until",
        "verified x;case x;why w;@bogus ! unknown control",
        "verified x;case x;why w;@wait 2 ! duration",
        "verified x;case x;why w;@split badly ! split every",
        "verified x;case x;why w;@on b telepathy ! text or binary",
        "verified x;case x;why w;@on b binary;> NONSENSE ! unknown opcode",
        "verified x;case x;why w;@on b binary;> SET colour=red ! not one of the fields",
        "verified x;case x;why w;since yesterday ! a version looks like",
        "verified x;case x;why w;> a;each b ! no line has {b}",
        "verified x;case x;why w;> {A};each A ! a column is named like",
        "verified x;case x;why w;> {b};each b ! a table needs rows",
        "verified x;case x;why w;> {b};each b;each b ! one table",
        "verified x;case x;why w;> {b};each b; 1 | 2 ! a row has 1 cells",
        "verified x;case x;why w;> {b}; 1 ! below an each line",
        "verified x;case x;why w;> {b};each b; 1;> c ! ends with its table"
      })
  void mistakes_nameFileLineAndProblem(String lines, String problem) {
    String file = lines.replace(';', '\n');
    assertThatThrownBy(() -> parse(file))
        .isInstanceOf(CaseSyntaxException.class)
        .hasMessageStartingWith("classic/topic.case:")
        .hasMessageContaining(problem);
  }

  @Test
  void applicability_followsLevelDeviationsAndFlush() {
    ConformanceTarget old = ConformanceTarget.of(new InetSocketAddress("127.0.0.1", 1));
    ConformanceTarget recent = old.withLevel(new ServerVersion(1, 6, 45));
    assertThat(old.whyNotApplicable(one("since 1.6.20\n> a\n"))).contains("since 1.6.20");
    assertThat(recent.whyNotApplicable(one("since 1.6.20\n> a\n"))).isEmpty();
    assertThat(recent.whyNotApplicable(one("until 1.6.39\n> a\n"))).contains("until 1.6.39");
    assertThat(old.whyNotApplicable(one("tags flush\n> a\n"))).contains("needs --allow-flush");
    assertThat(old.withFlushAllowed(true).whyNotApplicable(one("tags flush\n> a\n"))).isEmpty();
    assertThat(old.whyNotApplicable(one("deviation d\n> a\n"))).isPresent();
    assertThat(old.withDeviations(Set.of("d")).whyNotApplicable(one("deviation d\n> a\n")))
        .isEmpty();
    assertThat(old.withDeviations(Set.of("d")).whyNotApplicable(one("unless d\n> a\n")))
        .isPresent();
  }
}
