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
 * The faults to inject.
 *
 * @param delay the delay of each answer
 * @param fail the fraction of operations that fail
 * @param failNext the number of operations that fail first
 * @param failKind how operations fail
 * @param never the fraction of operations that are never answered
 * @param full whether the engine acts like one that is full
 * @param thread whether answers come on another thread, in any order across keys
 * @param seed selects the operations that are affected
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

  /** Options of the inner engine, written as in its own URI. */
  static final String INNER = "inner";

  /** Without CONFIGURATION, which only opening an engine can fail with. */
  private static final List<String> KINDS =
      Stream.of(EngineException.Kind.values())
          .filter(kind -> kind != EngineException.Kind.CONFIGURATION)
          .map(kind -> kind.name().toLowerCase(Locale.ROOT))
          .toList();

  static final List<EngineOption> DECLARED =
      List.of(
          EngineOption.of(DELAY, Type.DURATION, "0ms", "Delay of each answer."),
          EngineOption.of(
              FAIL, Type.FRACTION, "0", "Fraction of operations that fail as fail-kind says."),
          EngineOption.of(
              FAIL_NEXT, Type.NUMBER, "0", "Number of operations that fail after the start."),
          EngineOption.choice(
              FAIL_KIND,
              KINDS,
              "unavailable",
              "How operations fail. With timeout, half of them take effect; full affects only"
                  + " operations that store; with all other kinds, nothing takes effect."),
          EngineOption.of(
              NEVER,
              Type.FRACTION,
              "0",
              "Fraction of operations that are never answered; half of them take effect."),
          EngineOption.of(
              FULL, Type.SWITCH, "false", "Refuse everything that stores, like a full disk."),
          EngineOption.of(
              THREAD, Type.SWITCH, "false", "Answer on another thread, in any order across keys."),
          EngineOption.of(
              SEED,
              Type.NUMBER,
              "1",
              "Selects the operations that are affected: the same ones after each start."),
          new EngineOption(
              INNER,
              Type.TEXT,
              "",
              "Options of the inner engine, with %26 for the & between them:"
                  + " inner=sync=always%26threads=4.",
              List.of(),
              // They may contain a password.
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
