package dev.memotor.benchmarks.jmh;

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

/**
 * From bytes to bytes over an engine that costs nothing, for each request: what {@link DecodeBench}
 * has, dispatch, and the encoding of replies.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TurnBench {

  @Param({"text-get", "text-set", "meta-get", "binary-get", "binary-set"})
  public String kind;

  private byte[] requests;
  private BenchConnection.WholePath path;

  @Setup
  public void prepare() {
    requests = Wire.of(kind);
    path = new BenchConnection.WholePath(kind.startsWith("binary"), new ConstantEngine());
  }

  @Benchmark
  @OperationsPerInvocation(Wire.REQUESTS)
  public long decodeDispatchEncode() {
    return path.turn(requests);
  }
}
