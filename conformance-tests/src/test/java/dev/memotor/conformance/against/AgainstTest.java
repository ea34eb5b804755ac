package dev.memotor.conformance.against;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.memotor.conformance.ConformTool;
import dev.memotor.conformance.EmbeddedMemotor;
import dev.memotor.conformance.SemanticsEngine;
import dev.memotor.conformance.SemanticsEngine.Effect;
import dev.memotor.conformance.SemanticsEngine.Mutation;
import dev.memotor.conformance.cases.CaseFileParser;
import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.cases.SendStep;
import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.CaseRunner;
import dev.memotor.conformance.wire.Protocol;
import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Item;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code --against}: nothing between equals, and a short case where one server is wrong. */
@Tag("slow")
final class AgainstTest {

  private static final Pattern AGAIN =
      Pattern.compile("# (--protocol \\S+ --sequences 1 --seed -?\\d+) shows this again");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int conform(EmbeddedMemotor reference, EmbeddedMemotor judged, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-t", "10", "--allow-flush", "--against", place(reference), place(judged)));
    return new ConformTool()
        .run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(new String[0]));
  }

  private static String place(EmbeddedMemotor server) {
    return "127.0.0.1:" + server.address().getPort();
  }

  private static EmbeddedMemotor server(Mutation mutation) {
    return EmbeddedMemotor.over(new SemanticsEngine(mutation, true));
  }

  @Test
  void equalServers_areFoundEqual() {
    try (EmbeddedMemotor one = server(SemanticsEngine.NONE);
        EmbeddedMemotor other = server(SemanticsEngine.NONE)) {
      assertThat(conform(one, other, "--sequences", "150", "--seed", "7"))
          .as(out::toString)
          .isZero();
    }
    assertThat(out.toString())
        .contains("classic: 150 sequences from seed 7 answered alike")
        .contains("meta: 150 sequences", "binary: 150 sequences");
  }

  /** fs may number two keys in either order, and servers that share a store do. */
  @Test
  void orderOfNumbersAcrossKeys_isNoDivergence() {
    try (EmbeddedMemotor one = server(SemanticsEngine.NONE);
        EmbeddedMemotor other = EmbeddedMemotor.over(SemanticsEngine.countingByKey())) {
      assertThat(conform(one, other, "--sequences", "1500", "--seed", "7"))
          .as(out::toString)
          .isZero();
    }
  }

  static Stream<Arguments> mutations() {
    Mutation flagsLostOnAppend =
        (operation, before, right) -> operation instanceof Concat ? withoutFlags(right) : right;
    Mutation flagsLostOnIncrement =
        (operation, before, right) -> operation instanceof Arithmetic ? withoutFlags(right) : right;
    Mutation deleteWithoutEffect =
        (operation, before, right) ->
            operation instanceof Delete && right.item() == null
                ? new Effect(before, right.result())
                : right;
    return Stream.of(
        arguments("classic", "flags lost on append", flagsLostOnAppend, 3),
        arguments("meta", "delete without effect", deleteWithoutEffect, 3),
        arguments("binary", "flags lost on increment", flagsLostOnIncrement, 3));
  }

  private static Effect withoutFlags(Effect right) {
    Item item = right.item();
    return item == null
        ? right
        : new Effect(
            Item.restore(
                item.value(),
                0,
                item.exptime(),
                item.cas(),
                item.marks(),
                item.isFetched(),
                item.lastAccess()),
            right.result());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("mutations")
  void mutation_isFound_shrunk_andReproducedByTheCase(
      String protocol, String name, Mutation mutation, int requestsAtMost) {
    try (EmbeddedMemotor right = server(SemanticsEngine.NONE);
        EmbeddedMemotor wrong = server(mutation)) {
      int status =
          conform(right, wrong, "--protocol", protocol, "--sequences", "2000", "--seed", "1");
      assertThat(status).as(name).isEqualTo(1);
      String printed = out.toString();
      List<ConformanceCase> cases =
          new CaseFileParser(Protocol.of(protocol), "divergence").parse(printed);
      assertThat(cases).as(printed).hasSize(1);
      assertThat(cases.get(0).steps().stream().filter(SendStep.class::isInstance))
          .as(printed)
          .hasSizeLessThanOrEqualTo(requestsAtMost);
      assertThat(run(cases.get(0), wrong).status()).isEqualTo(CaseOutcome.Status.FAILED);
      assertThat(run(cases.get(0), right).failure().map(f -> f.describe(""))).isEmpty();

      Matcher again = AGAIN.matcher(printed);
      assertThat(again.find()).as(printed).isTrue();
      assertThat(conform(right, wrong, again.group(1).split(" "))).isEqualTo(1);
    }
  }

  private static CaseOutcome run(ConformanceCase subject, EmbeddedMemotor server) {
    try (CaseRunner runner = new CaseRunner()) {
      return runner.run(subject, server.target());
    }
  }

  @Test
  void seeds_makeRunsRepeatable() {
    try (EmbeddedMemotor right = server(SemanticsEngine.NONE);
        EmbeddedMemotor wrong =
            server(
                (operation, before, effect) ->
                    operation instanceof Concat ? withoutFlags(effect) : effect)) {
      String[] arguments = {"--protocol", "classic", "--sequences", "500", "--seed", "11"};
      conform(right, wrong, arguments);
      List<String> first = requests();
      out.getBuffer().setLength(0);
      conform(right, wrong, arguments);
      assertThat(first).isNotEmpty();
      assertThat(requests()).isEqualTo(first);
    }
  }

  /** The first line names the seed. */
  private List<String> requests() {
    return out.toString().lines().filter(l -> l.startsWith(">") || l.contains("--seed")).toList();
  }
}
