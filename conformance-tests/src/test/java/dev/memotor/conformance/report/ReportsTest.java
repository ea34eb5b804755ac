package dev.memotor.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.memotor.conformance.cases.CaseFileParser;
import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.cases.ConformanceTarget;
import dev.memotor.conformance.run.CaseFailure;
import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.CoverageTable;
import dev.memotor.conformance.run.SuiteSummary;
import dev.memotor.conformance.wire.Protocol;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Machine-readable reports, read here by strict parsers of their formats. */
final class ReportsTest {

  /** Every character special to one of the formats, and some that XML cannot hold at all. */
  private static final String NASTY =
      "a \"b\" 'c' <d> & ]]> #e \\f \u0000\u0001\u001b[31m\u007f\u0085\uffff\ud800 \u00e4\u20ac";

  private static final CaseOutcome PASSED =
      CaseOutcome.passed(subject("one # of <many> \"cases\" \\"), Duration.ofMillis(1234));
  private static final CaseOutcome SKIPPED =
      CaseOutcome.skipped(subject("skipped"), "for a server started with " + NASTY);
  private static final CaseOutcome FAILED =
      CaseOutcome.failed(
          subject("failed"),
          Duration.ofMillis(5),
          new CaseFailure("cases/x.case:7", NASTY, "get a\\r\\n", NASTY, "VALUE" + NASTY, 3));

  private static ConformanceCase subject(String name) {
    String steps = "\n> set {key} 0 0 1\n> a\n< STORED\n";
    return new CaseFileParser(Protocol.CLASSIC, "topic")
        .parse("verified nothing\ncase " + name + "\nwhy it & <that>" + steps)
        .get(0);
  }

  private static String printed(Function<PrintWriter, Report> format) {
    StringWriter text = new StringWriter();
    Report report = format.apply(new PrintWriter(text));
    List<CaseOutcome> outcomes = List.of(PASSED, SKIPPED, FAILED);
    CoverageTable coverage = CoverageTable.load();
    coverage.count(PASSED.subject());
    ConformanceTarget target =
        ConformanceTarget.of(null).withDeviations(Set.of("counter-unpadded", "another"));
    report.begin(outcomes.size());
    outcomes.forEach(report::finished);
    report.end(new SuiteSummary(target, outcomes, Duration.ofMillis(2500), coverage));
    return text.toString();
  }

  private static Element only(Element within, String name) {
    NodeList found = within.getElementsByTagName(name);
    assertThat(found.getLength()).as(name).isEqualTo(1);
    return (Element) found.item(0);
  }

  @Test
  void junit_isXml_thatHoldsWhateverTheServerSaid() throws Exception {
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(printed(out -> new JunitReport(out, true)))));
    Element suite = xml.getDocumentElement();
    assertThat(suite.getTagName()).isEqualTo("testsuite");
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getAttribute("time")).isEqualTo("2.500");
    NodeList cases = suite.getElementsByTagName("testcase");
    assertThat(cases.getLength()).isEqualTo(3);
    Element passed = (Element) cases.item(0);
    assertThat(passed.getAttribute("classname")).isEqualTo("classic.topic");
    assertThat(passed.getAttribute("name")).isEqualTo("one # of <many> \"cases\" \\");
    assertThat(passed.getAttribute("time")).isEqualTo("1.234");
    assertThat(passed.getElementsByTagName("*").getLength()).isZero();
    assertThat(only((Element) cases.item(1), "skipped").getAttribute("message"))
        .startsWith("for a server started with a \"b\"");
    Element failure = only((Element) cases.item(2), "failure");
    assertThat(failure.getAttribute("message"))
        .startsWith("a \"b\" 'c' <d> & ]]> #e \\f \\x00\\x01\\x1b[31m")
        .endsWith("\\xffff\\xd800 \u00e4\u20ac");
    assertThat(failure.getTextContent())
        .contains("it & <that>", "sent    get a\\r\\n", "got     VALUEa \"b\"", "\\x1b[31m", "^");
    List<String> properties = new ArrayList<>();
    NodeList found = suite.getElementsByTagName("property");
    for (int i = 0; i < found.getLength(); i++) {
      Element property = (Element) found.item(i);
      properties.add(property.getAttribute("name") + ": " + property.getAttribute("value"));
    }
    assertThat(properties)
        .containsExactly(
            "judged as memcached: 1.6.18", "accepted deviations: another, counter-unpadded");
    assertThat(only(suite, "system-out").getTextContent()).contains("STORED x1", "NOT COVERED");
  }

  @Test
  void json_isAnObjectPerLine() {
    List<JsonObject> lines =
        printed(JsonReport::new)
            .lines()
            .map(
                line -> {
                  JsonReader reader = new JsonReader(new StringReader(line));
                  reader.setStrictness(Strictness.STRICT);
                  return JsonParser.parseReader(reader).getAsJsonObject();
                })
            .toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0).get("case").getAsString())
        .isEqualTo("classic/topic: one # of <many> \"cases\" \\");
    assertThat(lines.get(0).get("status").getAsString()).isEqualTo("passed");
    assertThat(lines.get(0).get("millis").getAsInt()).isEqualTo(1234);
    assertThat(lines.get(1).get("reason").getAsString()).endsWith(NASTY);
    JsonObject failed = lines.get(2);
    assertThat(failed.get("problem").getAsString()).isEqualTo(NASTY);
    assertThat(failed.get("wanted").getAsString()).isEqualTo(NASTY);
    assertThat(failed.get("got").getAsString()).isEqualTo("VALUE" + NASTY);
    assertThat(failed.get("differsAt").getAsInt()).isEqualTo(3);
    assertThat(failed.get("why").getAsString()).isEqualTo("it & <that>");
    JsonObject summary = lines.get(3);
    assertThat(List.of("passed", "failed", "skipped").stream().map(n -> summary.get(n).getAsInt()))
        .containsExactly(1, 1, 1);
    JsonArray deviations = summary.getAsJsonArray("deviations");
    assertThat(deviations).extracting(d -> d.getAsString()).contains("another", "counter-unpadded");
    JsonObject set = summary.getAsJsonObject("coverage").getAsJsonObject("set");
    assertThat(set.get("STORED").getAsInt()).isEqualTo(1);
    assertThat(set.get("ERROR").getAsInt()).isZero();
  }

  private static final Pattern TAP_TEST =
      Pattern.compile(
          "(not ok|ok) (\\d+) - ((?:[^#\\\\]|\\\\.)*)(?: # SKIP (.*))?", Pattern.DOTALL);

  @Test
  void tap_hasOneNumberedLineForEachCase_andNothingElseButComments() {
    List<String> lines =
        printed(out -> new TapReport(out, true)).lines().filter(l -> !l.startsWith("#")).toList();
    assertThat(lines.subList(0, 2)).containsExactly("TAP version 13", "1..3");
    List<String> read = new ArrayList<>();
    for (String line : lines.subList(2, lines.size())) {
      Matcher test = TAP_TEST.matcher(line);
      assertThat(test.matches()).as(line).isTrue();
      String name = test.group(3).strip().replaceAll("\\\\(.)", "$1");
      read.add(test.group(2) + " " + test.group(1) + " " + name);
      assertThat(test.group(4) != null).as(line).isEqualTo(name.endsWith("skipped"));
    }
    assertThat(read)
        .containsExactly(
            "1 ok classic/topic: one # of <many> \"cases\" \\",
            "2 ok classic/topic: skipped",
            "3 not ok classic/topic: failed");
  }

  @Test
  void tap_countsSkippedCases_andShowsTheCoverage() {
    assertThat(printed(out -> new TapReport(out, true)))
        .contains("# passed 1, failed 1, skipped 1, judged as memcached 1.6.18")
        .contains("# accepted deviations: another, counter-unpadded")
        .contains("STORED x1");
    assertThat(printed(out -> new TapReport(out, false))).doesNotContain("STORED x1");
  }
}
