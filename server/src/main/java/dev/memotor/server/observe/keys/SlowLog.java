package dev.memotor.server.observe.keys;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The latest slow operations, with a limit per second, so that one bad second does not evict the
 * rest.
 */
public final class SlowLog {

  private static final int MAX_ENTRIES = 128;
  private static final int ENTRIES_PER_SECOND = 32;

  private final Deque<SlowOperation> entries = new ArrayDeque<>(MAX_ENTRIES);
  private final LongAdder count = new LongAdder();
  private long second;
  private int inSecond;

  /** Counts slow operations. */
  public void count(int operations) {
    count.add(operations);
  }

  /** Records a slow operation, unless there were too many in its second. */
  public synchronized void add(SlowOperation operation) {
    if (operation.at() != second) {
      second = operation.at();
      inSecond = 0;
    }
    inSecond++;
    if (inSecond > ENTRIES_PER_SECOND) {
      return;
    }
    if (entries.size() == MAX_ENTRIES) {
      entries.removeFirst();
    }
    entries.addLast(operation);
  }

  public synchronized void reset() {
    entries.clear();
  }

  /** Returns the number of slow operations since the start. */
  public long count() {
    return count.sum();
  }

  /** Returns the logged operations, the latest first. */
  public synchronized List<SlowOperation> latest() {
    List<SlowOperation> all = new ArrayList<>(entries);
    Collections.reverse(all);
    return all;
  }
}
