package dev.memotor.engine.fs;

import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineOption;
import java.time.Duration;
import java.util.List;

/**
 * When acknowledged changes are made durable.
 *
 * @param moment always, never, or at an interval
 * @param interval null unless the moment is an interval
 */
record SyncPolicy(Moment moment, Duration interval) {

  static final SyncPolicy ALWAYS = new SyncPolicy(Moment.ALWAYS, null);
  static final SyncPolicy NEVER = new SyncPolicy(Moment.NEVER, null);

  enum Moment {
    ALWAYS,
    INTERVAL,
    NEVER
  }

  static SyncPolicy every(Duration interval) {
    return new SyncPolicy(Moment.INTERVAL, interval);
  }

  /** Parses the value of option {@code sync}. */
  static SyncPolicy parse(String text) {
    if (text.equals("always")) {
      return ALWAYS;
    }
    if (text.equals("never")) {
      return NEVER;
    }
    EngineOption duration =
        EngineOption.of("interval", EngineOption.Type.DURATION, "1s", "the interval of sync");
    try {
      Duration interval =
          EngineConfig.parse("sync?interval=" + text, List.of(duration)).duration("interval");
      if (interval.isZero()) {
        return ALWAYS;
      }
      return every(interval);
    } catch (EngineException e) {
      throw new EngineException(
          EngineException.Kind.CONFIGURATION,
          "option 'sync' of engine fs is '"
              + text
              + "' but must be always, never or "
              + EngineOption.Type.DURATION.hint());
    }
  }

  @Override
  public String toString() {
    return switch (moment) {
      case ALWAYS -> "always";
      case NEVER -> "never";
      case INTERVAL -> interval.toMillis() + "ms";
    };
  }
}
