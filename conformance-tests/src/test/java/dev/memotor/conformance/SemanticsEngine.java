package dev.memotor.conformance;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/**
 * The pure semantics over a map, one operation at a time: the reference for all engines, and what a
 * mutation makes wrong in one place.
 */
public final class SemanticsEngine implements Engine {

  /** What remains under the key (null for nothing), and the result for the client. */
  public record Effect(Item item, Result result) {}

  /** Changes the effect of an operation, or returns it as it is. */
  @FunctionalInterface
  public interface Mutation {
    Effect of(Operation operation, Item before, Effect right);
  }

  public static final Mutation NONE = (operation, before, right) -> right;

  private final Mutation mutation;
  private final boolean flushes;
  private final Map<Key, Item> items = new TreeMap<>();
  private final ToLongFunction<Key> firstCas;
  private long lastCas;

  public SemanticsEngine(Mutation mutation, boolean flushes) {
    this(mutation, flushes, key -> 0);
  }

  private SemanticsEngine(Mutation mutation, boolean flushes, ToLongFunction<Key> firstCas) {
    this.mutation = mutation;
    this.flushes = flushes;
    this.firstCas = firstCas;
  }

  /** Its CAS numbers grow for each key, and say nothing across keys. */
  public static SemanticsEngine countingByKey() {
    return new SemanticsEngine(NONE, true, key -> (long) (key.hashCode() & 0xFFFF) << 32);
  }

  @Override
  public synchronized void execute(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      batch.complete(i, execute(batch.operation(i)));
    }
  }

  private Result execute(Operation operation) {
    long now = System.currentTimeMillis() / 1000;
    Item before = items.get(operation.key());
    Transition transition =
        Semantics.apply(
            operation, before, now, () -> firstCas.applyAsLong(operation.key()) + ++lastCas);
    Item after =
        switch (transition.kind()) {
          case KEEP -> before;
          case ACCESS -> {
            transition.item().recordAccess(now);
            yield before;
          }
          case PUT -> transition.item();
          case REMOVE -> null;
        };
    Effect effect = mutation.of(operation, before, new Effect(after, transition.result()));
    if (effect.item() == null) {
      items.remove(operation.key());
    } else {
      items.put(operation.key(), effect.item());
    }
    return effect.result();
  }

  @Override
  public synchronized CompletionStage<Void> flush() {
    if (flushes) {
      items.clear();
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized void scan(ItemVisitor visitor) {
    long now = System.currentTimeMillis() / 1000;
    for (Map.Entry<Key, Item> entry : Map.copyOf(items).entrySet()) {
      if (!entry.getValue().isExpired(now) && !visitor.visit(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }

  @Override
  public synchronized EngineStats stats() {
    return EngineStats.builder().items(items.size()).bytes(0).build();
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of();
  }

  @Override
  public void close() {}
}
