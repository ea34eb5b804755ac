package dev.memotor.engine.fault;

import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineOption.Type;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What goes wrong.
 *
 * @param delay how much later each answer comes
 * @param fail the share of operations that fail
 * @param failNext how many operations fail at first
 * @param failKind how they fail
 * @param never the share of operations that are never answered
 * @param full whether there is no room for anything new
 * @param thread whether answers come on another thread, those of different keys in any order
 * @param seed decides which operations are hit
 */
record FaultSettings(
    Duration delay,
    double fail,
    long failNext,
    EngineException.Kind failKind,
    double never,
    boolean full,
    boolean thread,
    long seed) {

  private static final String DELAY = "delay";
  private static final String FAIL = "fail";
  private static final String FAIL_NEXT = "fail-next";
  private static final String FAIL_KIND = "fail-kind";
  private static final String NEVER = "never";
  private static final String FULL = "full";
  private static final String THREAD = "thread";
  private static final String SEED = "seed";

  /** Options of the engine inside, in the form in which they would stand in its own URI. */
  static final String INNER = "inner";

  /** A failure of configuration is one of opening, never of an operation. */
  private static final List<String> KINDS =
      Stream.of(EngineException.Kind.values())
          .filter(kind -> kind != EngineException.Kind.CONFIGURATION)
          .map(kind -> kind.name().toLowerCase(Locale.ROOT))
          .toList();

  static final List<EngineOption> DECLARED =
      List.of(
          EngineOption.of(DELAY, Type.DURATION, "0ms", "Each answer comes so much later."),
          EngineOption.of(
              FAIL, Type.FRACTION, "0", "Share of operations that fail, as fail-kind says."),
          EngineOption.of(FAIL_NEXT, Type.NUMBER, "0", "So many operations fail at first."),
          EngineOption.choice(
              FAIL_KIND,
              KINDS,
              "unavailable",
              "How operations fail. With timeout half of them take effect all the same; full hits"
                  + " only operations that store; with the others nothing is done."),
          EngineOption.of(
              NEVER,
              Type.FRACTION,
              "0",
              "Share of operations that are never answered; half of them take effect."),
          EngineOption.of(
              FULL, Type.SWITCH, "false", "Nothing can be stored any more, as on a full disk."),
          EngineOption.of(
              THREAD,
              Type.SWITCH,
              "false",
              "Answers come on another thread, those of different keys in any order."),
          EngineOption.of(
              SEED,
              Type.NUMBER,
              "1",
              "Decides which operations are hit: the same ones each time, counted from the start."),
          new EngineOption(
              INNER,
              Type.TEXT,
              "",
              "Options of the engine inside, with %26 for the & between them:"
                  + " inner=sync=always%26threads=4.",
              List.of(),
              // There may be a password among them.
              true));

  static FaultSettings of(EngineConfig config) {
    String kind = config.text(FAIL_KIND).toUpperCase(Locale.ROOT);
    return new FaultSettings(
        config.duration(DELAY),
        config.fraction(FAIL),
        config.number(FAIL_NEXT),
        EngineException.Kind.valueOf(kind),
        config.fraction(NEVER),
        config.isOn(FULL),
        config.isOn(THREAD),
        config.number(SEED));
  }
}
