package dev.memotor.engine;

/** The time that decides about expiry; injected, so that tests can move it. */
@FunctionalInterface
public interface EngineClock {

  /** UNIX seconds. */
  long now();

  /** The clock of the machine. */
  static EngineClock system() {
    return () -> System.currentTimeMillis() / 1000;
  }
}
