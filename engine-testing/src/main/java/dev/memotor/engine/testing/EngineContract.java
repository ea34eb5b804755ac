package dev.memotor.engine.testing;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/**
 * What every engine has to do, as tests; the rules themselves are the Javadoc of {@link Engine}.
 *
 * <p>Extend it with a concrete class of JUnit, implement {@link #open}, and {@link #reopen} if the
 * engine is {@link Capability#PERSISTENT}. Every test begins with an empty engine and a clock that
 * only the test moves.
 */
public abstract class EngineContract {

  /**
   * Opens an empty engine with its own place for items: engines opened before may still be open.
   */
  protected abstract Engine open(EngineContext context) throws Exception;

  /**
   * Opens again what {@link #open} opened last and the test has closed since. Only asked of
   * persistent engines.
   */
  protected Engine reopen(EngineContext context) throws Exception {
    throw new UnsupportedOperationException("a persistent engine's test must implement reopen");
  }

  /**
   * Opens the items of the engine opened last once more, while that one is open, as another process
   * would. Only asked of engines that are {@link Capability#SHARED}.
   */
  protected Engine openBeside(EngineContext context) throws Exception {
    return reopen(context);
  }

  /**
   * Whether a change is seen by all others once it is acknowledged, or only soon. The latter is
   * right behind a RAM tier that tracks changes.
   */
  protected boolean seesOthersAtOnce() {
    return true;
  }

  /** How long anything may take before it counts as never happening. */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  /**
   * How many items take space, expired ones included; by default what the engine's own figures say.
   * If the engine does not report that, look at the store itself.
   */
  protected long itemsTakingSpace(Engine engine) {
    return engine.stats().items();
  }

  /** How many operations a generated sequence has, and how many sequences there are. */
  protected int effort() {
    return 400;
  }

  @Nested
  final class Outcomes extends OutcomesPromise {
    Outcomes() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Values extends ValuesPromise {
    Values() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Lending extends LendingPromise {
    Lending() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Cas extends CasPromise {
    Cas() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Expiry extends ExpiryPromise {
    Expiry() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Order extends OrderPromise {
    Order() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Counters extends CountersPromise {
    Counters() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Marks extends MarksPromise {
    Marks() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Flush extends FlushPromise {
    Flush() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class FlushSchedule extends FlushSchedulePromise {
    FlushSchedule() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Scan extends ScanPromise {
    Scan() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Persistence extends PersistencePromise {
    Persistence() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Sharing extends SharingPromise {
    Sharing() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Capacity extends CapacityPromise {
    Capacity() {
      super(EngineContract.this);
    }
  }

  @Nested
  final class Closing extends ClosingPromise {
    Closing() {
      super(EngineContract.this);
    }
  }
}
