package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.Operations;
import dev.memotor.engine.testing.SequenceRun;
import dev.memotor.engine.testing.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs all sequences of four out of a dozen actions on one key, on the memory engine. */
final class ShortSequencesTest {

  private static final int LENGTH = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static List<Step> actions(Key key) {
    return List.of(
        new Step.Operate(0, (item, now) -> new Get(key)),
        new Step.Operate(0, (item, now) -> Operations.contest(key)),
        new Step.Operate(0, (item, now) -> Operations.set(key, "9")),
        new Step.Operate(0, (item, now) -> Operations.set(key, Operations.bytes("text"), now + 2)),
        new Step.Operate(0, (item, now) -> Operations.store(key, Store.Mode.ADD, "7", null)),
        new Step.Operate(
            0,
            (item, now) ->
                Operations.store(
                    key,
                    Store.Mode.SET,
                    "8",
                    new CasCondition(item == null ? 5 : item.cas(), true))),
        new Step.Operate(
            0, (item, now) -> new Concat(key, Concat.Side.APPEND, new byte[] {'1'}, 8)),
        new Step.Operate(
            0,
            (item, now) ->
                new Arithmetic(
                    key, Arithmetic.Direction.UP, 1, new Arithmetic.Vivify(now + 2, 99))),
        new Step.Operate(0, (item, now) -> new Touch(key, now + 3)),
        new Step.Operate(0, (item, now) -> new Delete(key)),
        new Step.Operate(0, (item, now) -> Operations.markStale(key, Exptime.NONE)),
        new Step.Advance(2));
  }

  @Test
  void allSequencesOfFour_haveTheOutcomesOfTheSemantics() {
    ManualClock clock = ManualClock.stoppedNow();
    EngineContext context = EngineContext.defaults().withClock(clock);
    List<String> wrong = new ArrayList<>();
    try (Engine engine = Engines.open("memory", context)) {
      int count = actions(Key.of("any")).size();
      int total = (int) Math.pow(count, LENGTH);
      for (int number = 0; number < total && wrong.isEmpty(); number++) {
        Key key = Key.of("sequence-" + number);
        List<Step> actions = actions(key);
        List<Step> steps = new ArrayList<>();
        for (int rest = number, i = 0; i < LENGTH; i++, rest /= count) {
          steps.add(actions.get(rest % count));
        }
        String failure = new SequenceRun(engine, clock, List.of(key), PATIENCE).run(steps, 1);
        if (failure != null) {
          wrong.add("sequence " + number + ": " + failure);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
