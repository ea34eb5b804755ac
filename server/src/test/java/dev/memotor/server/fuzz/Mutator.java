package dev.memotor.server.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes new streams of known ones: flips bits, inserts words, cuts, repeats and splices. A stream
 * that made the decoder do something new becomes a source of further ones.
 */
final class Mutator {

  private static final int MAX_LENGTH = 2_000;
  private static final int MAX_KEPT = 20_000;
  private static final int MAX_CHANGES = 6;

  private final Random random;
  private final List<byte[]> words;
  private final List<byte[]> pool;
  private final Set<List<String>> seen = new HashSet<>();

  Mutator(Wire wire, long seed) {
    random = new Random(seed);
    words = wire.words();
    pool = new ArrayList<>(wire.corpus());
  }

  byte[] next() {
    byte[] stream = any(pool);
    for (int changes = 1 + random.nextInt(MAX_CHANGES); changes > 0; changes--) {
      stream = change(stream);
    }
    return stream.length <= MAX_LENGTH ? stream : Arrays.copyOf(stream, MAX_LENGTH);
  }

  /** Keeps a stream if two things followed each other for which no earlier stream was the cause. */
  void learn(byte[] stream, List<String> log) {
    boolean fresh = false;
    String previous = "";
    for (String line : log) {
      String kind = line.replaceAll("[0-9]+|'.*", "#");
      fresh |= seen.add(List.of(previous, kind));
      previous = kind;
    }
    if (fresh && pool.size() < MAX_KEPT) {
      pool.add(stream);
    }
  }

  int kept() {
    return pool.size();
  }

  private byte[] change(byte[] stream) {
    int at = random.nextInt(stream.length + 1);
    int to = Math.min(stream.length, at + 1 + random.nextInt(20));
    return switch (random.nextInt(8)) {
      case 0 -> flip(stream);
      case 1, 2 -> join(stream, at, any(words), at);
      case 3 -> join(stream, at, any(words), to);
      case 4 -> join(stream, at, new byte[0], to);
      case 5 -> join(stream, to, Arrays.copyOfRange(stream, at, to), to);
      case 6 -> join(stream, at, any(pool), at);
      default -> splice(stream, at);
    };
  }

  private byte[] flip(byte[] stream) {
    byte[] flipped = stream.clone();
    if (flipped.length > 0) {
      int at = random.nextInt(flipped.length);
      flipped[at] =
          (byte) (random.nextBoolean() ? random.nextInt() : flipped[at] ^ 1 << random.nextInt(8));
    }
    return flipped;
  }

  private byte[] splice(byte[] stream, int at) {
    byte[] other = any(pool);
    int from = random.nextInt(other.length + 1);
    return join(stream, at, Arrays.copyOfRange(other, from, other.length), stream.length);
  }

  /** Returns what is before {@code end}, then {@code middle}, then what is from {@code from} on. */
  private static byte[] join(byte[] stream, int end, byte[] middle, int from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(stream, 0, end);
    out.writeBytes(middle);
    out.write(stream, from, stream.length - from);
    return out.toByteArray();
  }

  private byte[] any(List<byte[]> list) {
    return list.get(random.nextInt(list.size()));
  }
}
