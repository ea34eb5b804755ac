package dev.memotor.benchmarks.jmh;

import dev.memotor.engine.Item;
import dev.memotor.engine.support.ItemEnvelope;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Items to the bytes that engines store, and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EnvelopeBench {

  @Param({"100", "1000", "65536"})
  public int size;

  private Item item;
  private byte[] stored;
  private byte[] target;

  @Setup
  public void prepare() {
    item = Item.of(new byte[size], 0, 0, 1, 1_800_000_000L);
    stored = ItemEnvelope.toBytes(item);
    target = new byte[ItemEnvelope.length(item)];
  }

  @Benchmark
  public int write() {
    return ItemEnvelope.write(item, target, 0);
  }

  @Benchmark
  public Item read() {
    return ItemEnvelope.read(stored, 0, stored.length);
  }
}
