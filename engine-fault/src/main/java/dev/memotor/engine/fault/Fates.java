package dev.memotor.engine.fault;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Concat;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Get;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Store;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides over operations in the order in which they come. The nth one's fate follows from the seed
 * and n alone: a client that does the same again sees the same again.
 */
final class Fates {

  private final FaultSettings settings;
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong failNext;

  Fates(FaultSettings settings) {
    this.settings = settings;
    this.failNext = new AtomicLong(settings.failNext());
  }

  Fate of(Operation operation) {
    // Two numbers next to each other would begin sequences that are alike, but for the mixing.
    SplittableRandom random =
        new SplittableRandom(mix(settings.seed()) + mix(count.incrementAndGet()));
    double never = random.nextDouble();
    double fail = random.nextDouble();
    boolean coin = random.nextBoolean();
    if (settings.full() && mayStore(operation)) {
      return Fate.failed(Kind.FULL, false);
    }
    if (never < settings.never()) {
      return Fate.silent(coin);
    }
    if (canFail(operation) && (takeFailNext() || fail < settings.fail())) {
      return Fate.failed(settings.failKind(), settings.failKind() == Kind.TIMEOUT && coin);
    }
    return Fate.UNHARMED;
  }

  private boolean canFail(Operation operation) {
    return settings.failKind() != EngineException.Kind.FULL || mayStore(operation);
  }

  private boolean takeFailNext() {
    return failNext.get() > 0 && failNext.getAndUpdate(left -> left > 0 ? left - 1 : 0) > 0;
  }

  /** Whether the operation may need room: a delete and a touch never do. */
  private static boolean mayStore(Operation operation) {
    return operation instanceof Store
        || operation instanceof Concat
        || operation instanceof Arithmetic
        || (operation instanceof Get get && get.options().vivify() != null);
  }

  private static long mix(long number) {
    return new SplittableRandom(number).nextLong();
  }
}
