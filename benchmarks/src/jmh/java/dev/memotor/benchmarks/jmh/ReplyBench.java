package dev.memotor.benchmarks.jmh;

import dev.memotor.engine.Item;
import dev.memotor.server.buffer.ReplyBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The bytes of hits, written in the same way as the text protocol writes them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReplyBench {

  @Param({"100", "1000", "65536"})
  public int size;

  private final ReplyBuffer out = new ReplyBuffer();
  private final byte[][] keys = new byte[Wire.REQUESTS][];
  private Item item;

  @Setup
  public void prepare() {
    item = Item.of(new byte[size], 0, 0, 1, 0);
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Wire.key(i);
    }
  }

  @Benchmark
  @OperationsPerInvocation(Wire.REQUESTS)
  public long textHit() {
    out.begin(PooledByteBufAllocator.DEFAULT, ByteBuf::release);
    for (byte[] key : keys) {
      out.put("VALUE ").put(key).put(' ').put('0').put(' ').putDecimal(item.value().length());
      out.crlf().putValue(item.value()).crlf().put("END\r\n");
    }
    return out.end();
  }
}
