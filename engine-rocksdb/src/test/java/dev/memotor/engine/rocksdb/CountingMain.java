package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.Operations;
import dev.memotor.engine.testing.RecordingBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * The child of {@link KillTest}: checks that what was acknowledged to its predecessors is stored,
 * then stores more on two threads and prints each number once acknowledged, until it is killed.
 */
final class CountingMain {

  private static final int THREADS = 2;

  private CountingMain() {}

  /** Arguments: the URI, and the last number acknowledged to each thread, or -1. */
  public static void main(String[] args) throws Exception {
    Engine engine = Engines.open(args[0]);
    List<Thread> threads = new ArrayList<>();
    long highestCas = 0;
    for (int t = 0; t < THREADS; t++) {
      int last = Integer.parseInt(args[1 + t]);
      for (int i = 0; i <= last; i++) {
        String value = RecordingBatch.text(engine, key(t, i));
        if (!("v" + i).equals(value)) {
          System.out.println("lost " + key(t, i) + ", there is " + value);
          System.exit(1);
        }
        long cas = RecordingBatch.call(engine, new Get(Key.of(key(t, i)))).item().cas();
        highestCas = Math.max(highestCas, cas);
      }
    }
    long cas = RecordingBatch.call(engine, Operations.set("cas", "x")).item().cas();
    if (cas <= highestCas) {
      System.out.println("CAS number " + cas + " after " + highestCas);
      System.exit(1);
    }
    System.out.println("ready");
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      int first = Integer.parseInt(args[1 + t]) + 1;
      threads.add(new Thread(() -> count(engine, thread, first)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void count(Engine engine, int thread, int first) {
    for (int i = first; ; i++) {
      RecordingBatch.call(engine, Operations.set(key(thread, i), "v" + i));
      synchronized (System.out) {
        System.out.println(thread + " " + i);
        System.out.flush();
      }
    }
  }

  private static String key(int thread, int i) {
    return "t" + thread + "-" + i;
  }
}
