package dev.memotor.engine.fault;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Get;
import dev.memotor.engine.Operation;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides the fates of operations in the order of their arrival. The n-th fate depends only on the
 * seed and n, so that repeating the same operations gives the same results.
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
    // Without mixing, adjacent numbers would start similar sequences.
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
    return Fate.UNAFFECTED;
  }

  private boolean canFail(Operation operation) {
    return settings.failKind() != EngineException.Kind.FULL || mayStore(operation);
  }

  private boolean takeFailNext() {
    return failNext.get() > 0 && failNext.getAndUpdate(left -> left > 0 ? left - 1 : 0) > 0;
  }

  /** Returns whether the operation may need space. */
  private static boolean mayStore(Operation operation) {
    return switch (operation.kind()) {
      case STORE, CONCAT, ARITHMETIC -> true;
      case GET -> ((Get) operation).options().vivify() != null;
      case TOUCH, DELETE -> false;
    };
  }

  private static long mix(long number) {
    return new SplittableRandom(number).nextLong();
  }
}
