package dev.memotor.benchmarks.jmh;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Store;
import dev.memotor.engine.Transition;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the meaning of an operation costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SemanticsBench {

  private static final long NOW = 1_800_000_000L;

  private final Key key = Key.of("key000000001");
  private final Item item = Item.of(new byte[100], 0, 0, 1, NOW);
  private final Item counter = Item.of(new byte[] {'4', '2'}, 0, 0, 1, NOW);
  private final Operation get = new Get(key);
  private final Operation set = new Store(key, Store.Mode.SET, new byte[100], 0, 0);
  private final Operation increment = new Arithmetic(key, Arithmetic.Direction.UP, 1);
  private long cas;

  @Benchmark
  public Transition getHit() {
    return Semantics.apply(get, item, NOW, () -> ++cas);
  }

  @Benchmark
  public Transition setOverItem() {
    return Semantics.apply(set, item, NOW, () -> ++cas);
  }

  @Benchmark
  public Transition incr() {
    return Semantics.apply(increment, counter, NOW, () -> ++cas);
  }
}
