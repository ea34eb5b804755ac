package dev.memotor.engine;

/**
 * Where new CAS numbers come from. They count up from 1 (clients exist that keep only 32 bits), are
 * never 0, and never come twice, after a restart neither.
 */
@FunctionalInterface
public interface CasSource {

  /** The next number; called only when an item is really written. */
  long next();
}
