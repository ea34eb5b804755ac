package dev.memotor.engine.redis;

import dev.memotor.engine.ChangeListener;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Key;
import dev.memotor.engine.Tracking;
import dev.memotor.engine.testing.Await;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The changes that an engine has reported. */
final class RecordedChanges implements ChangeListener {

  private final Set<Key> keys = ConcurrentHashMap.newKeySet();
  private boolean whole;
  private int losses;

  /** Tracks an engine, and waits until it reports changes. */
  static RecordedChanges of(Engine engine) {
    RecordedChanges changes = new RecordedChanges();
    engine.role(Tracking.class).orElseThrow().track(changes);
    Await.until("changes are reported", changes::areReported);
    return changes;
  }

  @Override
  public void changed(Key key) {
    keys.add(key);
  }

  @Override
  public synchronized void lost() {
    if (!whole) {
      throw new IllegalStateException("lost twice in a row");
    }
    whole = false;
    losses++;
  }

  @Override
  public synchronized void regained() {
    if (whole) {
      throw new IllegalStateException("regained twice in a row");
    }
    whole = true;
  }

  synchronized boolean areReported() {
    return whole;
  }

  synchronized int losses() {
    return losses;
  }

  boolean has(String key) {
    return keys.contains(Key.of(key));
  }

  /** Waits for one key, and forgets it. */
  void await(String key) {
    Await.until("a change of " + key + " is reported", () -> keys.remove(Key.of(key)));
  }

  /**
   * Waits until changes were lost once more than the given number of times, and are reported again.
   */
  void awaitInterruption(int before) {
    Await.until("changes are lost", () -> losses() > before);
    Await.until("changes are reported again", this::areReported);
  }
}
