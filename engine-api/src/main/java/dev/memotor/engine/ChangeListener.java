package dev.memotor.engine;

/**
 * Is notified of what others change in a shared store; see {@link Tracking}. All methods are cheap,
 * do not wait, and may be called on any thread, at the same time.
 */
public interface ChangeListener {

  /**
   * The item under a key was changed or removed, or may have been. An engine may report its own
   * changes, too. A read that is submitted after this call sees the change.
   */
  void changed(Key key);

  /**
   * From now on changes may go unreported, and some may have already. Called before {@link
   * #regained} may be called again, and never twice in a row.
   */
  void lost();

  /**
   * From now on all changes are reported. What was changed before is seen by all reads that are
   * submitted after this call. Never called twice in a row.
   */
  void regained();
}
