package dev.memotor.engine.memory;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.ChangeListener;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.Tracking;
import dev.memotor.engine.Transition;
import dev.memotor.engine.support.CasSequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An engine without threads, in which a test decides when an operation takes effect and when its
 * result is delivered. It uses all the freedom that the contract leaves: operations of different
 * callers take effect in any order, results are delivered in any order, values are left out where
 * they may be, and failed operations may have taken effect.
 *
 * <p>If it is tracked, others may change its items, and changes are reported when the test decides,
 * in any order, or get lost.
 */
final class SimulatedEngine implements Engine, Tracking {

  /** Operations of one caller on one key, which keep their order. */
  private record Queue(int caller, Key key) {}

  private record Waiting(Batch batch, int index) {}

  private static final List<Item> NOTHING_YET = Collections.singletonList(null);

  private final EngineClock clock;
  private final Random random;
  private final int failuresInHundred;
  private final CasSequence cas = new CasSequence();
  private final Map<Key, Item> items = new HashMap<>();
  private final Map<Queue, ArrayDeque<Waiting>> waiting = new HashMap<>();
  private final List<Runnable> untold = new ArrayList<>();
  private final List<CompletableFuture<Void>> flushing = new ArrayList<>();
  private final Set<Operation> handedOver = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Key, List<Item>> history = new HashMap<>();
  private final Map<Key, Integer> known = new HashMap<>();
  private final List<Change> untoldChanges = new ArrayList<>();
  private ChangeListener listener;
  private boolean telling;
  private int caller;

  /** A value that a key held, by its position in the key's history. */
  private record Change(Key key, int place) {}

  SimulatedEngine(EngineClock clock, Random random, int failuresInHundred) {
    this.clock = clock;
    this.random = random;
    this.failuresInHundred = failuresInHundred;
  }

  /** Sets the caller whose operations come next. */
  void callBy(int newCaller) {
    caller = newCaller;
  }

  /** Returns what a key holds now. */
  Item item(Key key) {
    return items.get(key);
  }

  /**
   * Returns what a key has held since the last change known to this process, reported or its own.
   */
  List<Item> itemsSinceKnown(Key key) {
    List<Item> all = history.getOrDefault(key, NOTHING_YET);
    return all.subList(known.getOrDefault(key, 0), all.size());
  }

  boolean wasHandedOver(Operation operation) {
    return handedOver.contains(operation);
  }

  /** Returns whether writes of the caller to the key have not taken effect yet. */
  boolean hasWaitingWrites(int someCaller, Key key) {
    return waiting.getOrDefault(new Queue(someCaller, key), new ArrayDeque<>()).stream()
        .anyMatch(one -> RamTier.isWrite(one.batch().operation(one.index())));
  }

  @Override
  public void execute(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      Operation operation = batch.operation(i);
      handedOver.add(operation);
      waiting
          .computeIfAbsent(new Queue(caller, operation.key()), none -> new ArrayDeque<>())
          .add(new Waiting(batch, i));
    }
    if (random.nextInt(4) == 0) {
      while (flushing.isEmpty() && takeEffect()) {
        tell();
      }
    }
  }

  /** Makes one operation take effect; returns false if none can. */
  boolean takeEffect() {
    waiting.values().removeIf(ArrayDeque::isEmpty);
    if (waiting.isEmpty() || !flushing.isEmpty()) {
      return false;
    }
    List<ArrayDeque<Waiting>> queues = new ArrayList<>(waiting.values());
    Waiting next = queues.get(random.nextInt(queues.size())).poll();
    Operation operation = next.batch().operation(next.index());
    boolean fails = random.nextInt(100) < failuresInHundred;
    Result result = fails && random.nextBoolean() ? null : apply(operation);
    Change last = new Change(operation.key(), place(operation.key()));
    untold.add(
        fails
            ? () -> next.batch().fail(next.index(), failure())
            : () -> {
              if (RamTier.isWrite(operation)) {
                know(last);
              }
              next.batch().complete(next.index(), result);
            });
    return true;
  }

  private int place(Key key) {
    return history.getOrDefault(key, NOTHING_YET).size() - 1;
  }

  private void know(Change change) {
    known.merge(change.key(), change.place(), Math::max);
  }

  private static EngineException failure() {
    return new EngineException(EngineException.Kind.UNAVAILABLE, "as the test wanted");
  }

  private Result apply(Operation operation) {
    Transition transition =
        Semantics.apply(operation, items.get(operation.key()), clock.now(), cas);
    switch (transition.kind()) {
      case PUT -> hold(operation.key(), transition.item());
      case REMOVE -> hold(operation.key(), null);
      default -> {}
    }
    return withoutUncertainValue(operation, transition.result());
  }

  private void hold(Key key, Item item) {
    if (item == null) {
      items.remove(key);
    } else {
      items.put(key, item);
    }
    history.computeIfAbsent(key, none -> new ArrayList<>(NOTHING_YET)).add(item);
    if (telling) {
      untoldChanges.add(new Change(key, place(key)));
    }
  }

  /** Executes an operation of another process. */
  void executeElsewhere(Operation operation) {
    apply(operation);
  }

  @Override
  public void track(ChangeListener someone) {
    listener = someone;
  }

  /**
   * Reports a change, or that tracking has resumed; returns false if there is nothing to report.
   */
  boolean tellChange() {
    if (listener == null || telling && untoldChanges.isEmpty()) {
      return false;
    }
    if (telling) {
      Change change = untoldChanges.remove(random.nextInt(untoldChanges.size()));
      listener.changed(change.key());
      know(change);
    } else {
      telling = true;
      listener.regained();
      history.keySet().forEach(key -> know(new Change(key, place(key))));
    }
    return true;
  }

  /** Drops all unreported changes, and reports none for a while. */
  void loseChanges() {
    if (telling) {
      telling = false;
      untoldChanges.clear();
      listener.lost();
    }
  }

  private static Result withoutUncertainValue(Operation operation, Result result) {
    Item item = result.itemOrNull();
    if (item == null || operation instanceof Get) {
      return result;
    }
    boolean lengthCounts = operation instanceof Store || operation instanceof Concat;
    Item bare =
        Item.restore(
            new byte[lengthCounts ? item.value().length() : 0],
            item.flags(),
            item.exptime(),
            item.cas(),
            item.marks(),
            item.isFetched(),
            item.lastAccess());
    if (operation instanceof Arithmetic) {
      return result.isCreated()
          ? Result.countCreated(bare, result.number())
          : Result.counted(bare, result.number());
    }
    assert operation instanceof Touch || lengthCounts;
    return Result.ok(bare);
  }

  /** Delivers a result; returns false if there is none. */
  boolean tell() {
    if (untold.isEmpty()) {
      return false;
    }
    untold.remove(random.nextInt(untold.size())).run();
    return true;
  }

  @Override
  public CompletionStage<Void> flush() {
    while (!flushing.isEmpty()) {
      endFlush();
    }
    while (takeEffect()) {
      // A barrier: earlier operations take effect first.
    }
    CompletableFuture<Void> flushed = new CompletableFuture<>();
    flushing.add(flushed);
    return flushed;
  }

  /** Makes a flush take effect or fail; returns false if there is none. */
  boolean endFlush() {
    if (flushing.isEmpty()) {
      return false;
    }
    CompletableFuture<Void> flushed = flushing.remove(0);
    boolean fails = random.nextInt(100) < failuresInHundred;
    if (!fails || random.nextBoolean()) {
      List.copyOf(items.keySet()).forEach(key -> hold(key, null));
    }
    List<Change> last = history.keySet().stream().map(key -> new Change(key, place(key))).toList();
    untold.add(
        fails
            ? () -> flushed.completeExceptionally(failure())
            : () -> {
              last.forEach(this::know);
              flushed.complete(null);
            });
    return true;
  }

  @Override
  public void scan(ItemVisitor visitor) {
    items.forEach(visitor::visit);
  }

  @Override
  public EngineStats stats() {
    return EngineStats.builder().items(items.size()).build();
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.PERSISTENT);
  }

  @Override
  public void close() {}
}
