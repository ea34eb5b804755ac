package dev.memotor.benchmarks.churn;

import dev.memotor.bench.workload.KeyDistribution;
import dev.memotor.bench.workload.Popularity;
import dev.memotor.bench.workload.Random64;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A client of all servers, as an application is one: it gets keys, and sets those that are missing.
 * Some are set in any case, as if they had changed. Every server gets the same requests.
 */
final class ReadThrough implements Callable<Void> {

  private static final int BATCH = 16;
  private static final int CHANGED_OF = 20;

  /** Of popularity: flat enough that one large hot value is not all there is. */
  private static final Popularity POPULARITY = new Popularity(0.9);

  private final Contents contents;
  private final List<Subject> subjects;
  private final long begin;
  private final long end;
  private final Random64 random;
  private final int[] keys = new int[BATCH];
  private final boolean[] changed = new boolean[BATCH];
  private final boolean[] found = new boolean[BATCH];

  /**
   * Prepares; connects when called.
   *
   * @param begin of {@link System#nanoTime}, from which the contents' seconds count
   */
  ReadThrough(Contents contents, List<Subject> subjects, long begin, int number) {
    this.contents = contents;
    this.subjects = subjects;
    this.begin = begin;
    end = begin + (long) (contents.runSeconds() * 1e9);
    random = new Random64(Random64.mix(number + 1));
  }

  @Override
  public Void call() throws IOException {
    KeyDistribution popularity = POPULARITY.over(contents.keys());
    List<TextClient> clients = new ArrayList<>();
    try {
      for (Subject subject : subjects) {
        clients.add(subject.connect());
      }
      while (System.nanoTime() - end < 0) {
        for (int i = 0; i < BATCH; i++) {
          keys[i] = popularity.next(random);
          changed[i] = random.below(CHANGED_OF) == 0;
        }
        double second = (System.nanoTime() - begin) / 1e9;
        for (int i = 0; i < clients.size(); i++) {
          use(subjects.get(i), clients.get(i), second);
        }
      }
      return null;
    } finally {
      for (TextClient client : clients) {
        client.close();
      }
    }
  }

  private void use(Subject subject, TextClient client, double second) throws IOException {
    long asked = System.nanoTime();
    client.get(keys, found);
    long answered = System.nanoTime();
    int hits = 0;
    for (int i = 0; i < BATCH; i++) {
      hits += found[i] ? 1 : 0;
      found[i] &= !changed[i];
      if (!found[i]) {
        client.set(keys[i], contents.size(keys[i], second), contents.ttl(keys[i]));
      }
    }
    subject.asked(BATCH, hits, answered - asked);
    client.flush();
    for (int i = 0; i < BATCH; i++) {
      if (!found[i]) {
        if (client.readStored()) {
          subject.stored(keys[i], contents.size(keys[i], second));
        } else {
          subject.refused();
        }
      }
    }
    subject.answeredSets(System.nanoTime() - answered);
  }
}
