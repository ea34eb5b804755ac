package dev.memotor.engine;

/** The time that decides about expiry; injected, so that tests can move it. */
@FunctionalInterface
public interface EngineClock {

  /** UNIX seconds. They never go back, and do not follow steps of the machine's clock. */
  long now();

  /**
   * What an engine with durable items keeps beside them, and replaces when it changes, which is
   * rare. Cheap, and equal until then; a short line of ASCII without line ends.
   *
   * @return empty if there is nothing to keep
   */
  default String mark() {
    return "";
  }

  /**
   * Goes on from a mark that was kept by the last run, so that what was stored then has the rest of
   * its lifetime, whatever happened to the machine's clock since. To be called before the engine
   * asks for the time.
   *
   * @param mark what {@link #mark} gave at any time; one that means nothing is ignored
   */
  default void resume(String mark) {}

  /** A steady clock that begins with the time of the machine's. */
  static EngineClock system() {
    return SteadyClock.ofMachine();
  }
}
