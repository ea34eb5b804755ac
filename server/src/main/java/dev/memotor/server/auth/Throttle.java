package dev.memotor.server.auth;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The delays that wrong passwords cause their source. Right ones cost nothing: they are accepted at
 * once, however many wrong ones their source has sent.
 *
 * <p>A refusal waits, twice as long each time; few refusals of one source may wait at once. That
 * does not slow down a client that hangs up and tries again, so there is a second limit: a source
 * that has guessed at an account very often, and has never logged in to it, has its attempts
 * checked only after their wait. All state is bounded, and old state makes way for new.
 */
public final class Throttle {

  static final long FIRST_MILLIS = 100;

  /** The longest wait, and that of an attempt that waits first. */
  public static final long LONGEST_MILLIS = 5_000;

  /** The most attempts of one source that may wait at once; more are refused immediately. */
  static final int MAX_HELD = 16;

  /** The most guesses at an account that are checked immediately. */
  static final int MAX_GUESSES = 10_000;

  private static final int MAX_ENTRIES = 10_000;
  private static final long FORGOTTEN_AFTER_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** One guess is forgiven per interval. */
  private static final long FORGIVEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoClock;
  private final Map<Source, Tally> failures = new Recent<>();
  private final Map<Target, Tally> guesses = new Recent<>();

  /** Only a right password makes an entry: guessing cannot displace one. */
  private final Map<Target, Boolean> proven = new Recent<>();

  private final Map<Source, Integer> held = new HashMap<>();

  /** An account as the target of one source. */
  private record Target(Source source, String account) {}

  private record Tally(int count, long lastNanos) {}

  private static final class Recent<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1;

    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MAX_ENTRIES;
    }
  }

  public Throttle() {
    this(System::nanoTime);
  }

  Throttle(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Returns whether an attempt is checked only after a wait. */
  public synchronized boolean waitsFirst(Source source, String account) {
    Target target = new Target(source, account);
    return guessesAt(target, nanoClock.getAsLong()) >= MAX_GUESSES && proven.get(target) == null;
  }

  private int guessesAt(Target target, long now) {
    Tally tally = guesses.get(target);
    if (tally == null) {
      return 0;
    }
    long forgiven = (now - tally.lastNanos) / FORGIVEN_NANOS;
    return (int) Math.max(0, tally.count - forgiven);
  }

  /** Records a new wrong guess at an existing account. */
  public synchronized void guessed(Source source, String account) {
    Target target = new Target(source, account);
    long now = nanoClock.getAsLong();
    guesses.put(target, new Tally(Math.min(MAX_GUESSES, guessesAt(target, now) + 1), now));
  }

  /** Records a right password. */
  public synchronized void succeeded(Source source, String account) {
    proven.put(new Target(source, account), Boolean.TRUE);
  }

  /** Records a refusal; returns how long it waits in milliseconds, from the attempt on. */
  public synchronized long failed(Source source) {
    long now = nanoClock.getAsLong();
    Tally before = failures.get(source);
    int count =
        before == null || now - before.lastNanos > FORGOTTEN_AFTER_NANOS
            ? 1
            : Math.min(before.count + 1, Integer.MAX_VALUE - 1);
    failures.put(source, new Tally(count, now));
    return count > 16 ? LONGEST_MILLIS : Math.min(LONGEST_MILLIS, FIRST_MILLIS << (count - 1));
  }

  /** Takes one of the source's places for attempts that wait; false if there is none. */
  public synchronized boolean hold(Source source) {
    int before = held.getOrDefault(source, 0);
    if (before == MAX_HELD) {
      return false;
    }
    held.put(source, before + 1);
    return true;
  }

  /** Gives back what {@link #hold} took. */
  public synchronized void release(Source source) {
    held.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
  }
}
