package dev.memotor.conformance.against;

import java.util.List;
import java.util.Random;

/** Seeded choices; equal seeds make equal choices. */
final class SeededRandom {

  private final Random random;

  SeededRandom(long seed) {
    random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  String of(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
