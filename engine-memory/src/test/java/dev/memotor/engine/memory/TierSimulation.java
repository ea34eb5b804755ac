package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Simulates several callers, a tier and an engine on one thread, in a random order that a seed
 * determines. Wherever a caller's thread could be preempted inside the tier, {@link #disturb} lets
 * others run.
 *
 * <p>Answers from the tier are compared with the engine: a reader must see what the key holds, and
 * everything that it wrote before. If others change the items too, it must see what the key holds
 * or has held since the last change that was reported or made here.
 */
final class TierSimulation implements AutoCloseable {

  private static final long LIMIT = 8L << 20;
  private static final int CALLERS = 3;
  private static final int DEEPEST = 3;

  /** Creates the tier, correct or broken. */
  @FunctionalInterface
  interface TierMaker {
    RamTier make(EngineClock clock, long limit, Runnable disturb);
  }

  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final Random random;
  private final RandomOperations operations;
  private final SimulatedEngine engine;
  private final RamTier tier;
  private final TieredEngine tiered;
  private final BitSet busyCallers = new BitSet();
  private final List<String> trace = new ArrayList<>();
  private final boolean failing;
  private final boolean shared;
  private int depth;
  private int answers;
  private boolean ending;
  private String violation;

  /**
   * Creates a simulation.
   *
   * @param shared whether others change items and their changes are reported
   */
  TierSimulation(long seed, int failuresInHundred, boolean shared, TierMaker maker) {
    random = new Random(seed);
    this.shared = shared;
    failing = failuresInHundred > 0;
    operations = new RandomOperations(random);
    engine = new SimulatedEngine(clock::get, random, failuresInHundred);
    tier = maker.make(clock::get, LIMIT, this::disturb);
    tiered = new TieredEngine(engine, clock::get, tier);
    if (shared) {
      engine.track(tier);
    }
  }

  /** Runs some steps; returns what the tier did wrong, or null. */
  String run(int steps) {
    for (int i = 0; i < steps && violation == null; i++) {
      if (random.nextInt(40) == 0) {
        clock.addAndGet(1 + random.nextInt(3));
        trace.add("the clock moves");
      } else {
        step();
      }
    }
    ending = true;
    if (violation == null) {
      settle();
      checkUse();
    }
    return violation;
  }

  /** Returns the number of reads that the tier answered. */
  int answers() {
    return answers;
  }

  private void disturb() {
    if (depth < DEEPEST && violation == null && !ending) {
      depth++;
      for (int i = random.nextInt(4); i > 0; i--) {
        step();
      }
      depth--;
    }
  }

  private void step() {
    if (shared && random.nextInt(6) == 0) {
      stepElsewhere();
      return;
    }
    int kind = random.nextInt(100);
    if (kind < 35) {
      submit();
    } else if (kind < 62) {
      engine.takeEffect();
    } else if (kind < 92) {
      engine.tell();
    } else if (kind < 93) {
      trace.add("flush");
      tiered.flush();
    } else if (kind < 96) {
      engine.endFlush();
    } else {
      HotItems items = tier.items();
      if (items != null) {
        items.remove(operations.key());
      }
    }
  }

  private void stepElsewhere() {
    int kind = random.nextInt(100);
    if (kind < 35) {
      Operation operation = operations.next(clock.get());
      trace.add("elsewhere: " + operation);
      engine.executeElsewhere(operation);
    } else if (kind < 98) {
      engine.tellChange();
    } else {
      trace.add("changes are lost");
      engine.loseChanges();
    }
  }

  private void submit() {
    int caller = random.nextInt(CALLERS);
    if (busyCallers.get(caller)) {
      // The caller's thread is inside the tier.
      return;
    }
    List<Operation> asked = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      asked.add(operations.next(clock.get()));
    }
    submit(caller, asked);
  }

  private void submit(int caller, List<Operation> asked) {
    busyCallers.set(caller);
    try {
      tiered.execute(new CallersBatch(caller, asked));
    } finally {
      busyCallers.clear(caller);
    }
  }

  /** Completes everything. */
  @SuppressWarnings("ShortCircuitBoolean") // all four take a step
  private void settle() {
    boolean more = true;
    while (more && violation == null) {
      more = engine.endFlush() | engine.takeEffect() | engine.tell() | engine.tellChange();
    }
  }

  /**
   * Checks that the tier still answers: a stripe that is never left would be slow, but not wrong.
   */
  private void checkUse() {
    for (Key key : operations.keys()) {
      submit(0, List.of(RandomOperations.read(key)));
      settle();
      int before = answers;
      submit(0, List.of(RandomOperations.read(key)));
      settle();
      if (engine.item(key) != null
          && !engine.item(key).isExpired(clock.get())
          && (!engine.item(key).isStale() || engine.item(key).isWon())
          && answers == before
          && violation == null
          && !failing) {
        fail("the tier does not answer for " + key + " in the end");
      }
    }
  }

  private void check(int caller, Operation operation, Result result) {
    answers++;
    List<Item> right =
        shared
            ? engine.itemsSinceKnown(operation.key())
            : Collections.singletonList(engine.item(operation.key()));
    if (right.stream().noneMatch(item -> isAnswer(item, operation, result))) {
      fail("the engine has " + right + " but " + operation + " was told " + result);
    } else if (engine.hasWaitingWrites(caller, operation.key())) {
      fail(operation + " was told " + result + " before its caller's own write");
    }
  }

  private boolean isAnswer(Item item, Operation operation, Result result) {
    if (item == null || item.isExpired(clock.get())) {
      return false;
    }
    Transition right = Semantics.apply(operation, item, clock.get(), ItemAfter.NO_CAS);
    return !right.changes() && right.result().equals(result);
  }

  private void fail(String what) {
    if (violation == null) {
      List<String> last = trace.subList(Math.max(0, trace.size() - 40), trace.size());
      violation = what + "\n  after " + String.join("\n        ", last);
    }
  }

  @Override
  public void close() {
    tiered.close();
  }

  private final class CallersBatch implements Batch {

    private final int caller;
    private final List<Operation> asked;
    private final BitSet seen = new BitSet();

    CallersBatch(int caller, List<Operation> asked) {
      this.caller = caller;
      this.asked = asked;
    }

    @Override
    public int size() {
      return asked.size();
    }

    @Override
    public Operation operation(int index) {
      if (!seen.get(index)) {
        seen.set(index);
        disturb();
      }
      engine.callBy(caller);
      return asked.get(index);
    }

    @Override
    public void complete(int index, Result result) {
      Operation operation = asked.get(index);
      trace.add(caller + ": " + operation + " -> " + result);
      if (!engine.wasHandedOver(operation)) {
        check(caller, operation, result);
      }
    }

    @Override
    public void fail(int index, EngineException failure) {
      trace.add(caller + ": " + asked.get(index) + " fails");
    }
  }
}
