package dev.memotor.engine;

/** The time that decides about expiry; injected, so that tests can move it. */
@FunctionalInterface
public interface EngineClock {

  /** UNIX seconds. They never go back, and do not follow steps of the machine's clock. */
  long now();

  /**
   * What an engine with durable items keeps with them and replaces whenever it changes, which is
   * rare. Cheap; at most 200 characters of printable ASCII.
   *
   * @return empty if there is nothing to keep
   */
  default String mark() {
    return "";
  }

  /**
   * Continues from the mark kept by the last run, so that what was stored then keeps the rest of
   * its lifetime, whatever happened to the machine's clock since. To be called once, before the
   * engine asks for the time.
   *
   * @param mark what {@link #mark} returned at any time; one without a meaning here, for example of
   *     another machine, is ignored
   */
  default void resume(String mark) {}

  /** A steady clock that begins with the machine's time. */
  static EngineClock system() {
    return SteadyClock.ofMachine();
  }
}
