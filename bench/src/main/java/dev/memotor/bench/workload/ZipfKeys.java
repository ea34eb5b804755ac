package dev.memotor.bench.workload;

/**
 * Keys whose popularity falls with a power of their rank, as in most caches.
 *
 * <p>Rejection-inversion sampling (Hörmann and Derflinger, 1996): constant memory and no table to
 * compute, for any number of keys and any exponent above zero.
 *
 * <p>Ranks are scattered over the key numbers. Otherwise the hot keys would be neighbours, and a
 * store that keeps keys in order would find them all in a few blocks.
 */
final class ZipfKeys implements KeyDistribution {

  private final int keys;
  private final double exponent;
  private final double integralOfFirst;
  private final double integralOfLast;
  private final double acceptance;
  private final long stride;

  ZipfKeys(int keys, double exponent) {
    if (keys < 1 || !(exponent > 0)) {
      throw new IllegalArgumentException("zipf needs at least one key and an exponent above 0");
    }
    this.keys = keys;
    this.exponent = exponent;
    integralOfFirst = integral(1.5) - 1;
    integralOfLast = integral(keys + 0.5);
    acceptance = 2 - inverseIntegral(integral(2.5) - density(2));
    stride = coprimeNearGoldenSection(keys);
  }

  @Override
  public int next(Random64 random) {
    return keyOfRank(rank(random));
  }

  /** From 1, the most popular, to the number of keys. */
  int rank(Random64 random) {
    while (true) {
      double u = integralOfLast + random.nextDouble() * (integralOfFirst - integralOfLast);
      double x = inverseIntegral(u);
      long rank = Math.max(1, Math.min(keys, Math.round(x)));
      if (rank - x <= acceptance || u >= integral(rank + 0.5) - density(rank)) {
        return (int) rank;
      }
    }
  }

  int keyOfRank(int rank) {
    return (int) ((rank - 1) * stride % keys);
  }

  private double density(double x) {
    return Math.exp(-exponent * Math.log(x));
  }

  /** The integral of the density, written so that an exponent of exactly 1 is no special case. */
  private double integral(double x) {
    double log = Math.log(x);
    return expm1OverX((1 - exponent) * log) * log;
  }

  private double inverseIntegral(double y) {
    double t = Math.max(-1, y * (1 - exponent));
    return Math.exp(log1pOverX(t) * y);
  }

  private static double expm1OverX(double x) {
    return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + x / 2;
  }

  private static double log1pOverX(double x) {
    return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x / 2;
  }

  private static long coprimeNearGoldenSection(int n) {
    long candidate = Math.max(1, Math.round(n * 0.6180339887498949));
    while (greatestCommonDivisor(candidate, n) != 1) {
      candidate++;
    }
    return candidate;
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
