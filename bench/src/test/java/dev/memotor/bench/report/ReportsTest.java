package dev.memotor.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.bench.load.Effort;
import dev.memotor.bench.load.Load;
import dev.memotor.bench.load.Outcome;
import dev.memotor.bench.protocol.Protocol;
import dev.memotor.bench.tally.ErrorKind;
import dev.memotor.bench.tally.Interval;
import dev.memotor.bench.tally.Nanos;
import dev.memotor.bench.tally.Tally;
import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Mix;
import dev.memotor.bench.workload.OperationKind;
import dev.memotor.bench.workload.Popularity;
import dev.memotor.bench.workload.ValueSizes;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class ReportsTest {

  private static Outcome outcome() {
    return outcome(List.of(4_000_000L, 1_050_000L));
  }

  private static Outcome outcome(List<Long> serverCpuNanos) {
    Tally tally = new Tally();
    for (int i = 1; i <= 1000; i++) {
      tally.request(OperationKind.GET, i * 1000L);
      tally.item(OperationKind.GET);
      tally.hit();
    }
    for (int i = 0; i < 10; i++) {
      tally.request(OperationKind.SET, 2_000_000);
      tally.item(OperationKind.SET);
      tally.miss();
    }
    tally.error(ErrorKind.WRONG);
    tally.sent(1_000_000);
    tally.received(4_000_000);
    Load load =
        new Load(
            Protocol.TEXT,
            new Mix(9, 1, 0),
            Keyspace.of(1000, "key", 9),
            Popularity.parse("zipf"),
            ValueSizes.parse("100"),
            "100",
            1,
            0,
            true,
            1);
    Effort effort =
        new Effort(50, 1, 1, 0, false, true, 0, 2_000_000_000L, Long.MAX_VALUE, 1, 1_000_000_000L);
    return new Outcome(
        "localhost:11211",
        load,
        effort,
        2.0,
        tally,
        List.of(new Interval(0, 505, 500_000, 990_000, 2_000_000)),
        1,
        List.of("a reply that does not answer the request: 'VALUE \"x\" \\ 1'"),
        serverCpuNanos,
        2_020_000L);
  }

  @Test
  void text() {
    String text = new TextReport().of(outcome());
    assertThat(text)
        .contains("localhost:11211  text, 50 connections, 1 thread, pipeline 1, closed loop\n")
        .contains("1,000 keys zipf:0.99, get:set:incr 9:1:0, values of 100 bytes, values checked")
        .contains("get             500     500 us     900 us     990 us     999 us")
        .contains("set               5    2.00 ms")
        .contains("1,010 items in 2.00 s, sent 0.5 MB/s, received 2.0 MB/s\n")
        .contains("hits 99.01 % (1,000 of 1,010)\n")
        .contains("CPU of the server: 5.00 us per item")
        .contains("CPU of the generator: 2.00 us per item")
        .contains("errors 2, 1 of them outside the measured time\n")
        .contains("  1: a reply that does not answer the request\n")
        .doesNotContain("incr   ");
  }

  @Test
  void json() {
    String json = new JsonReport().of(outcome());
    assertThat(json)
        .startsWith("{\"target\":\"localhost:11211\",\"settings\":{\"protocol\":\"text\",")
        .contains("\"items_per_second\":505.0000,\"hits\":1000,\"misses\":10,")
        .contains("\"server_cpu_us_per_item\":5.0000,\"generator_cpu_us_per_item\":2.0000,")
        .contains("\"operations\":{\"get\":{\"items\":1000,\"items_per_second\":500.0000,")
        .contains("\"errors\":{\"total\":2,\"refused\":0,\"wrong\":1,")
        .contains("'VALUE \\\"x\\\" \\\\ 1'\"]")
        .contains("\"series\":[{\"second\":0.0000,\"items_per_second\":505.0000,")
        .endsWith("}]}\n");
    assertThat(json.chars().filter(c -> c == '{').count())
        .isEqualTo(json.chars().filter(c -> c == '}').count());
  }

  @Test
  void whatWasNotMeasuredIsNullInJson() {
    assertThat(new JsonReport().of(outcome(List.of())))
        .contains("\"server_cpu_us_per_item\":null,\"generator_cpu_us_per_item\":2.0000,");
  }

  @Test
  void csv() {
    List<String> lines = new CsvReport().of(outcome()).lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).startsWith("operation,items,items_per_second,requests,mean_us,p50_us");
    assertThat(lines.get(1)).startsWith("get,1000,500.00,1000,500.");
    assertThat(lines.get(3)).startsWith("all,1010,505.00,1010,").endsWith(",1000,10,2,5.00,2.00");
    assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(17));
  }

  @Test
  void thePlotIsSvgWithALineForEachKind() throws Exception {
    String svg = LatencyPlot.of(outcome());
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(svg).contains(">get<").contains(">set<").contains("99.9 %");
  }

  @Test
  void timesForPeople() {
    assertThat(Nanos.text(0)).isEqualTo("0 ns");
    assertThat(Nanos.text(999)).isEqualTo("999 ns");
    assertThat(Nanos.text(1000)).isEqualTo("1.00 us");
    assertThat(Nanos.text(9_994)).isEqualTo("9.99 us");
    assertThat(Nanos.text(85_070)).isEqualTo("85.1 us");
    assertThat(Nanos.text(999_400)).isEqualTo("999 us");
    assertThat(Nanos.text(999_900)).isEqualTo("1.00 ms");
    assertThat(Nanos.text(12e9)).isEqualTo("12.0 s");
  }
}
