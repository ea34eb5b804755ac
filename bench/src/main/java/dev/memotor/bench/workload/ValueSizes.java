package dev.memotor.bench.workload;

import java.util.ArrayList;
import java.util.List;

/** How long values are: one size, a range, or a list of sizes with weights. */
public interface ValueSizes {

  int next(Random64 random);

  /** Whether a value of this length can have been stored. */
  boolean allows(int size);

  int largest();

  double mean();

  /** {@code 100}, {@code 10-1000} or {@code 100:70,1000:25,10000:5}. */
  static ValueSizes parse(String text) {
    try {
      if (text.contains(":") || text.contains(",")) {
        return parseList(text);
      }
      int dash = text.indexOf('-');
      if (dash < 0) {
        return new FixedSize(size(text));
      }
      int from = size(text.substring(0, dash));
      int to = size(text.substring(dash + 1));
      if (from > to) {
        throw new IllegalArgumentException("a range goes from the smaller size to the larger one");
      }
      return new SizeRange(from, to);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no value size; write 100, 10-1000 or 100:70,1000:30", e);
    }
  }

  private static ValueSizes parseList(String text) {
    List<Integer> sizes = new ArrayList<>();
    List<Integer> weights = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int colon = part.indexOf(':');
      sizes.add(size(colon < 0 ? part : part.substring(0, colon)));
      int weight = colon < 0 ? 1 : Integer.parseInt(part.substring(colon + 1));
      if (weight < 0) {
        throw new IllegalArgumentException("a weight is not negative");
      }
      weights.add(weight);
    }
    if (weights.stream().mapToInt(weight -> weight).sum() == 0) {
      throw new IllegalArgumentException("one weight at least is above 0");
    }
    return new WeightedSizes(toArray(sizes), toArray(weights));
  }

  private static int[] toArray(List<Integer> numbers) {
    return numbers.stream().mapToInt(number -> number).toArray();
  }

  private static int size(String text) {
    String digits = text.strip();
    int unit = 1;
    if (digits.endsWith("k") || digits.endsWith("K")) {
      unit = 1024;
    } else if (digits.endsWith("m") || digits.endsWith("M")) {
      unit = 1024 * 1024;
    }
    long size =
        Long.parseLong(unit == 1 ? digits : digits.substring(0, digits.length() - 1)) * unit;
    if (size < 0 || size > 128L * 1024 * 1024) {
      throw new IllegalArgumentException("a value has 0 bytes to 128 megabytes");
    }
    return (int) size;
  }

  /** Always the same size. */
  record FixedSize(int size) implements ValueSizes {
    @Override
    public int next(Random64 random) {
      return size;
    }

    @Override
    public boolean allows(int candidate) {
      return candidate == size;
    }

    @Override
    public int largest() {
      return size;
    }

    @Override
    public double mean() {
      return size;
    }
  }

  /** Every size of a range, equally often. */
  record SizeRange(int from, int to) implements ValueSizes {
    @Override
    public int next(Random64 random) {
      return from + random.below(to - from + 1);
    }

    @Override
    public boolean allows(int candidate) {
      return candidate >= from && candidate <= to;
    }

    @Override
    public int largest() {
      return to;
    }

    @Override
    public double mean() {
      return (from + (double) to) / 2;
    }
  }

  /** A few sizes, each as often as its weight says. */
  final class WeightedSizes implements ValueSizes {

    private final int[] sizes;
    private final int[] upTo;

    WeightedSizes(int[] sizes, int[] weights) {
      this.sizes = sizes;
      upTo = new int[sizes.length];
      int sum = 0;
      for (int i = 0; i < sizes.length; i++) {
        sum = Math.addExact(sum, weights[i]);
        upTo[i] = sum;
      }
    }

    @Override
    public int next(Random64 random) {
      int drawn = random.below(upTo[upTo.length - 1]);
      int i = 0;
      while (drawn >= upTo[i]) {
        i++;
      }
      return sizes[i];
    }

    @Override
    public boolean allows(int candidate) {
      for (int size : sizes) {
        if (size == candidate) {
          return true;
        }
      }
      return false;
    }

    @Override
    public int largest() {
      int largest = 0;
      for (int size : sizes) {
        largest = Math.max(largest, size);
      }
      return largest;
    }

    @Override
    public double mean() {
      double sum = 0;
      for (int i = 0; i < sizes.length; i++) {
        sum += (double) sizes[i] * (upTo[i] - (i == 0 ? 0 : upTo[i - 1]));
      }
      return sum / upTo[upTo.length - 1];
    }
  }
}
