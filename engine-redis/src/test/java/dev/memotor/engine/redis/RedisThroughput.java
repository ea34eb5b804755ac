package dev.memotor.engine.redis;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntFunction;

/**
 * Measures one thread, as an event loop would be, with so many callers of whom each waits for its
 * reply before it asks again. Not a test: {@code main URI CALLERS SECONDS}.
 */
final class RedisThroughput {

  private static final int KEYS = 100_000;

  private RedisThroughput() {}

  public static void main(String[] arguments) throws Exception {
    RedisEngineProvider provider = new RedisEngineProvider();
    int callers = Integer.parseInt(arguments[1]);
    long seconds = Long.parseLong(arguments[2]);
    byte[] value = new byte[100];
    long later = System.currentTimeMillis() / 1000 + 10_000;
    try (Engine engine =
        provider.open(
            EngineConfig.parse(arguments[0], provider.options()), EngineContext.defaults())) {
      for (int round = 0; round < 2; round++) {
        measure("set", engine, callers, seconds, i -> store("key", i, value, Exptime.NEVER));
        measure("set with exptime", engine, callers, seconds, i -> store("key", i, value, later));
        measure("get", engine, callers, seconds, i -> new Get(key("key", i)));
        measure("get miss", engine, callers, seconds, i -> new Get(key("none", i)));
        measure(
            "create and incr",
            engine,
            callers,
            seconds,
            i ->
                new Arithmetic(
                    key("n", i), Arithmetic.Direction.UP, 1, -1, Exptime.NEVER, 0, null, 0, false));
      }
      System.out.println(engine.stats());
    }
  }

  private static Key key(String name, int number) {
    return Key.of(name + (number % KEYS));
  }

  private static Operation store(String name, int number, byte[] value, long exptime) {
    return new Store(key(name, number), Store.Mode.SET, value, 0, exptime);
  }

  private static void measure(
      String name, Engine engine, int callers, long seconds, IntFunction<Operation> operations)
      throws InterruptedException {
    LinkedBlockingQueue<Integer> free = new LinkedBlockingQueue<>();
    for (int i = 0; i < callers; i++) {
      free.add(i);
    }
    List<Integer> turn = new ArrayList<>();
    java.util.Random random = new java.util.Random(1);
    long count = 0;
    long began = System.nanoTime();
    while (System.nanoTime() - began < seconds * 1_000_000_000) {
      turn.add(free.take());
      free.drainTo(turn);
      Operation[] batch = new Operation[turn.size()];
      for (int i = 0; i < batch.length; i++) {
        batch[i] = operations.apply(random.nextInt(KEYS));
      }
      engine.execute(new Turn(batch, free));
      count += batch.length;
      turn.clear();
    }
    double rate = count * 1e9 / (System.nanoTime() - began);
    System.out.printf("%-18s %,10.0f/s%n", name, rate);
    for (int i = 0; i < callers; i++) {
      free.take();
    }
  }

  private record Turn(Operation[] operations, LinkedBlockingQueue<Integer> free) implements Batch {

    @Override
    public int size() {
      return operations.length;
    }

    @Override
    public Operation operation(int index) {
      return operations[index];
    }

    @Override
    public void complete(int index, Result result) {
      free.add(index);
    }

    @Override
    public void fail(int index, EngineException failure) {
      throw failure;
    }
  }
}
