package dev.memotor.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import dev.memotor.server.config.MonitoringConfig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From bytes to operations, for each request. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBench {

  @Param({"text-get", "text-set", "meta-get", "binary-get", "binary-set"})
  public String kind;

  private byte[] requests;
  private BenchConnection connection;
  private Blackhole sink;

  @Setup
  public void prepare(Blackhole blackhole) {
    requests = Wire.of(kind);
    sink = blackhole;
    connection =
        new BenchConnection(
            kind.startsWith("binary"),
            BenchConnection.observer(MonitoringConfig.off(), new ConstantEngine()),
            (request, operation) -> {
              sink.consume(request);
              sink.consume(operation);
            });
  }

  @Benchmark
  @OperationsPerInvocation(Wire.REQUESTS)
  public void decode() {
    connection.decode(requests);
  }
}
