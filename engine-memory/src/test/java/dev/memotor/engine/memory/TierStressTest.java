package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Several threads write and read numbers that only grow: a read that begins after a number was
 * acknowledged or read must not see a smaller one.
 */
@Tag("slow")
final class TierStressTest {

  private static final int THREADS = 4;
  private static final int OPERATIONS = 25_000;
  private static final int UNDER_WAY = 24;
  private static final long PATIENCE_SECONDS = 120;

  private final AtomicReference<String> violation = new AtomicReference<>();
  private final List<Version> numbers = new ArrayList<>();
  private TieredEngine engine;

  /** A key, and the smallest number that a read beginning now may see. */
  private static final class Version {

    final Key key;
    final AtomicLong floor = new AtomicLong();

    Version(String name) {
      key = Key.of(name);
    }

    void seen(long number) {
      floor.accumulateAndGet(number, Math::max);
    }
  }

  private void open(int failuresInHundred) {
    RamTier tier = new RamTier(() -> 1_000_000L, 8L << 20, false);
    engine =
        new TieredEngine(
            new UnorderedEngine(() -> 1_000_000L, failuresInHundred), () -> 1_000_000L, tier);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void counters_neverDecrease() throws Exception {
    open(0);
    countersNeverDecrease();
    assertHits();
  }

  @Test
  void counters_neverDecrease_whenOperationsFail() throws Exception {
    open(10);
    countersNeverDecrease();
  }

  private void countersNeverDecrease() throws Exception {
    for (int i = 0; i < 6; i++) {
      numbers.add(new Version("counter" + i));
    }
    inParallel(
        thread -> {
          Random random = new Random(thread);
          return () -> {
            Version number = numbers.get(random.nextInt(numbers.size()));
            int kind = random.nextInt(100);
            Operation operation =
                kind < 5
                    ? up(number.key)
                    : kind < 7
                        ? new Touch(number.key, Exptime.NEVER)
                        : new Get(number.key, kind < 20 ? Get.Options.CONTEST : Get.Options.PLAIN);
            return new Asked(number, operation);
          };
        });
  }

  private static Arithmetic up(Key key) {
    return new Arithmetic(key, Arithmetic.Direction.UP, 1, new Arithmetic.Vivify(Exptime.NEVER, 1));
  }

  @Test
  void values_neverDecrease_andNeverSurviveAFlush() throws Exception {
    open(5);
    for (int i = 0; i < THREADS; i++) {
      numbers.add(new Version("value" + i));
    }
    inParallel(
        thread -> {
          Random random = new Random(thread);
          Version own = numbers.get(thread);
          AtomicLong last = new AtomicLong();
          return () -> {
            int kind = random.nextInt(1_000);
            if (kind == 0) {
              // The latest value may be in the batch being built.
              flush(own, last.get() - 1);
            }
            if (kind < 60) {
              byte[] value =
                  Long.toString(last.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
              return new Asked(own, new Store(own.key, Store.Mode.SET, value, 0, Exptime.NEVER));
            }
            Version other = numbers.get(random.nextInt(THREADS));
            return new Asked(other, new Get(other.key));
          };
        });
    assertHits();
  }

  /** Flushes; everything that the writer submitted before must be gone. */
  private void flush(Version own, long lastWritten) {
    engine.flush().thenRun(() -> own.seen(lastWritten + 1));
  }

  private void assertHits() {
    assertThat(Long.parseLong(engine.stats().details().get("ram_tier_hits")))
        .isGreaterThan(OPERATIONS / 20);
  }

  private record Asked(Version number, Operation operation) {}

  @FunctionalInterface
  private interface Caller {
    Asked next();
  }

  @FunctionalInterface
  private interface Callers {
    Caller caller(int thread);
  }

  private void inParallel(Callers callers) throws Exception {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Caller caller = callers.caller(i);
      CompletableFuture<Void> end = new CompletableFuture<>();
      ends.add(end);
      Thread thread =
          new Thread(
              () -> {
                try {
                  run(caller);
                  end.complete(null);
                } catch (InterruptedException | RuntimeException | Error e) {
                  end.completeExceptionally(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
    }
    for (CompletableFuture<Void> end : ends) {
      end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(violation.get()).isNull();
  }

  private void run(Caller caller) throws InterruptedException {
    Semaphore free = new Semaphore(UNDER_WAY);
    for (int i = 0; i < OPERATIONS && violation.get() == null; i += 2) {
      if (i % 64 == 0) {
        // Now and then nothing is in flight, so that the tier may answer.
        free.acquire(UNDER_WAY);
        free.release(UNDER_WAY);
      }
      free.acquire(2);
      engine.execute(new WatchedBatch(List.of(caller.next(), caller.next()), free));
    }
    assertThat(free.tryAcquire(UNDER_WAY, PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** Records what may be seen when it begins, and checks what is seen against it. */
  private final class WatchedBatch implements Batch {

    private final List<Asked> asked;
    private final long[] floors;
    private final Semaphore free;

    WatchedBatch(List<Asked> asked, Semaphore free) {
      this.asked = asked;
      this.free = free;
      this.floors = asked.stream().mapToLong(one -> one.number().floor.get()).toArray();
    }

    @Override
    public int size() {
      return asked.size();
    }

    @Override
    public Operation operation(int index) {
      return asked.get(index).operation();
    }

    @Override
    public void complete(int index, Result result) {
      Item item = result.itemOrNull();
      if (item != null && item.value().length() > 0) {
        long number = Long.parseLong(new String(item.value().bytes(), StandardCharsets.US_ASCII));
        if (number < floors[index]) {
          violation.compareAndSet(
              null, operation(index) + " saw " + number + " after " + floors[index]);
        }
        asked.get(index).number().seen(number);
      }
      free.release();
    }

    @Override
    public void fail(int index, EngineException failure) {
      free.release();
    }
  }
}
