package dev.memotor.server.fuzz;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streams that no client would send on purpose. A few seconds of them with the same seed each time;
 * {@code memotor.fuzz.seconds} and {@code memotor.fuzz.seed} ask for more and for others. What
 * fails is shrunk and printed as a line for the corpus, which is tried first from then on.
 */
final class FuzzTest {

  private static final long SECONDS = Long.getLong("memotor.fuzz.seconds", 0);
  private static final long SEED = seed(Long.getLong("memotor.fuzz.seed", 1));
  private static final int ROUNDS = 2_000;

  /** A server is slower than a decoder, and the same bytes reveal no more. */
  private static final int SERVED = 10;

  private static final long SHRINKING_NANOS = TimeUnit.SECONDS.toNanos(60);

  @ParameterizedTest
  @EnumSource(Wire.class)
  void anyStream_isDecodedAlikeHoweverCut_andAnsweredInOrder(Wire wire) {
    Mutator mutator = new Mutator(wire, SEED);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    try (ServerCheck server = new ServerCheck()) {
      for (byte[] stream : wire.corpus()) {
        check(wire, stream, mutator, server);
      }
      int round = 0;
      while (SECONDS > 0 ? System.nanoTime() < end : round < ROUNDS) {
        check(wire, mutator.next(), mutator, round++ % SERVED == 0 ? server : null);
      }
      if (SECONDS > 0) {
        System.out.printf(
            "%s: %d streams with seed %d, %d of them in the pool%n",
            wire, round, SEED, mutator.kept());
      }
    }
  }

  /** Zero stands for another one each time. */
  private static long seed(long given) {
    return given == 0 ? System.nanoTime() : given;
  }

  private static void check(Wire wire, byte[] stream, Mutator mutator, ServerCheck server) {
    try {
      mutator.learn(stream, DecoderCheck.check(wire, stream));
      if (server != null) {
        server.check(stream);
      }
    } catch (RuntimeException | AssertionError e) {
      System.out.println("failed, now shrinking: " + Wire.show(stream));
      byte[] least = shrunk(wire, stream, server);
      throw new AssertionError(
          String.format("seed %d, a line for the corpus: %s", SEED, Wire.show(least)), e);
    }
  }

  /** Leaves out what can be left out, from large pieces down to single bytes. */
  private static byte[] shrunk(Wire wire, byte[] failing, ServerCheck server) {
    byte[] least = failing;
    long end = System.nanoTime() + SHRINKING_NANOS;
    for (int size = least.length / 2; size > 0; size /= 2) {
      for (int at = 0; at + size <= least.length && System.nanoTime() < end; ) {
        byte[] less = Arrays.copyOf(least, least.length - size);
        System.arraycopy(least, at + size, less, at, least.length - at - size);
        if (fails(wire, less, server)) {
          least = less;
        } else {
          at += size;
        }
      }
    }
    return least;
  }

  private static boolean fails(Wire wire, byte[] stream, ServerCheck server) {
    try {
      DecoderCheck.check(wire, stream);
      if (server != null) {
        server.check(stream);
      }
      return false;
    } catch (RuntimeException | AssertionError e) {
      return true;
    }
  }
}
