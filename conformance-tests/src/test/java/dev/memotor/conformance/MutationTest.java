package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.memotor.conformance.SemanticsEngine.Effect;
import dev.memotor.conformance.SemanticsEngine.Mutation;
import dev.memotor.conformance.cases.ConformanceSuite;
import dev.memotor.conformance.cases.ConformanceTarget;
import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.CaseRunner;
import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The suite must notice a server that is wrong in a single place. */
@Tag("slow")
final class MutationTest {

  private static final UnaryOperator<String> RIGHT = packet -> packet;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final ConformanceSuite SUITE =
      ConformanceSuite.load().select(c -> c.waits().isZero() && !c.topic().equals("stats"));

  static Stream<Arguments> semantics() {
    return Stream.of(
        semantic(
            "flags lost on incr",
            Arithmetic.class,
            (o, before, e) -> stored(e, i -> copy(i, 0, i.exptime(), i.cas(), i.marks()))),
        semantic(
            "CAS not renewed on incr",
            Arithmetic.class,
            (o, before, e) ->
                before == null
                    ? e
                    : stored(e, i -> copy(i, i.flags(), i.exptime(), before.cas(), i.marks()))),
        semantic(
            "expiry lost on incr",
            Arithmetic.class,
            (o, before, e) -> stored(e, i -> copy(i, i.flags(), 0, i.cas(), i.marks()))),
        semantic(
            "CAS renewed on touch",
            Touch.class,
            (o, before, e) ->
                stored(e, i -> copy(i, i.flags(), i.exptime(), i.cas() + 1000, i.marks()))),
        semantic(
            "touch without effect", Touch.class, (o, before, e) -> new Effect(before, e.result())),
        semantic(
            "flags lost on append",
            Concat.class,
            (o, before, e) -> stored(e, i -> copy(i, 0, i.exptime(), i.cas(), i.marks()))),
        semantic(
            "add replaces",
            Store.class,
            (o, before, e) ->
                e.result().status() == Status.NOT_STORED && ((Store) o).mode() == Store.Mode.ADD
                    ? new Effect(before, Result.ok(before))
                    : e),
        semantic(
            "a wrong CAS number stores",
            Store.class,
            (o, before, e) ->
                e.result().status() == Status.EXISTS ? new Effect(before, Result.ok(before)) : e),
        semantic(
            "stale mark lost",
            Delete.class,
            (o, before, e) -> stored(e, i -> copy(i, i.flags(), i.exptime(), i.cas(), 0))),
        semantic(
            "won by everybody",
            Get.class,
            (o, before, e) ->
                stored(e, i -> copy(i, i.flags(), i.exptime(), i.cas(), i.marks() & ~Item.WON))),
        semantic(
            "delete without effect",
            Delete.class,
            (o, before, e) -> e.item() == null ? new Effect(before, e.result()) : e),
        semantic(
            "dead on arrival leaves the old value",
            Store.class,
            (o, before, e) ->
                e.result().isOk() && e.item() == null ? new Effect(before, e.result()) : e));
  }

  static Stream<Arguments> wire() {
    return Stream.of(
        reply("CAS missing in gets", "(VALUE \\S+ \\d+ \\d+) \\d+\r\n", "$1\r\n"),
        reply("END doubled", "(?<=\r\n|^)END\r\n", "END\r\nEND\r\n"),
        reply("opaque lost on a miss", "EN [^\r]*O\\w+\r\n", "EN\r\n"),
        reply("winner not reported", " W\r\n", "\r\n"),
        reply("another text for too large", "object too large for cache", "too large"),
        reply("hit under another opcode", "^\\x81\\x0d", "\u0081\f"),
        reply("wrong opaque", "(?s)^(\\x81.{11}).{4}", "$1\0\0\0\1"),
        reply("CAS missing in frames", "(?s)^(\\x81.{15}).{8}", "$1\0\0\0\0\0\0\0\0"),
        reply("two replies swapped", "STORED\r\n(VALUE [^\r]*\r\n)", "$1STORED\r\n"),
        request("noreply answered", " noreply\r\n", "\r\n"),
        request("quiet flag forgotten", " q(?=[ \r])", ""),
        request("quiet miss answered", "^\\x80\\x09", "\u0080\0"),
        request("moment taken for a span", " 2592001 ", " 2592000 "),
        request("negative exptime taken for none", " -1 (?=\\d+\r\n)", " 0 "),
        request("delta taken as signed", " 18446744073709551615", " 9223372036854775807"));
  }

  private static Arguments semantic(
      String name, Class<? extends Operation> kind, Mutation mutation) {
    Mutation ofKind =
        (operation, before, right) ->
            kind.isInstance(operation) ? mutation.of(operation, before, right) : right;
    return arguments(name, ofKind);
  }

  private static Arguments reply(String name, String what, String instead) {
    return arguments(name, RIGHT, replacing(what, instead));
  }

  private static Arguments request(String name, String what, String instead) {
    return arguments(name, replacing(what, instead), RIGHT);
  }

  private static UnaryOperator<String> replacing(String what, String instead) {
    Pattern pattern = Pattern.compile(what);
    return packet -> pattern.matcher(packet).replaceAll(instead);
  }

  private static Effect stored(Effect right, UnaryOperator<Item> change) {
    return right.item() == null ? right : new Effect(change.apply(right.item()), right.result());
  }

  private static Item copy(Item item, int flags, long exptime, long cas, int marks) {
    return Item.restore(
        item.value(), flags, exptime, cas, marks, item.isFetched(), item.lastAccess());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("semantics")
  void wrongSemantics_isCaught(String name, Mutation mutation) throws IOException {
    try (EmbeddedMemotor broken = EmbeddedMemotor.over(new SemanticsEngine(mutation, true))) {
      assertThat(firstFailure(broken, broken.address(), PATIENCE)).as(name).isPresent();
    }
  }

  @Test
  void flushWithoutEffect_isCaught() throws IOException {
    try (EmbeddedMemotor broken =
        EmbeddedMemotor.over(new SemanticsEngine(SemanticsEngine.NONE, false))) {
      assertThat(firstFailure(broken, broken.address(), PATIENCE)).isPresent();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wire")
  void wrongBytes_areCaught(
      String name, UnaryOperator<String> requests, UnaryOperator<String> replies)
      throws IOException {
    try (EmbeddedMemotor right = rightServer();
        MutatingProxy broken = new MutatingProxy(right.address(), requests, replies)) {
      assertThat(firstFailure(right, broken.address(), PATIENCE)).as(name).isPresent();
    }
  }

  /** Otherwise the proxy or the plain engine might be what fails the cases above. */
  @Test
  void withoutMutation_allPasses() throws IOException {
    try (EmbeddedMemotor right = rightServer();
        MutatingProxy proxy = new MutatingProxy(right.address(), RIGHT, RIGHT)) {
      Optional<CaseOutcome> failure = firstFailure(right, proxy.address(), Duration.ofSeconds(30));
      assertThat(failure.map(f -> f.subject() + ": " + f.failure().orElseThrow().describe("")))
          .isEmpty();
    }
  }

  private static EmbeddedMemotor rightServer() {
    return EmbeddedMemotor.over(new SemanticsEngine(SemanticsEngine.NONE, true));
  }

  private static Optional<CaseOutcome> firstFailure(
      EmbeddedMemotor server, InetSocketAddress address, Duration patience) {
    ConformanceTarget target = server.target().withTimeout(patience).at(address);
    try (CaseRunner runner = new CaseRunner()) {
      return SUITE.cases().stream()
          .map(subject -> runner.run(subject, target))
          .filter(outcome -> outcome.status() == CaseOutcome.Status.FAILED)
          .findFirst();
    }
  }
}
