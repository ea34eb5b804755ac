package dev.memotor.server.observe.keys;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** The latest slow operations. A second in which everything is slow does not push out the rest. */
final class SlowLog {

  private static final int MAX_ENTRIES = 128;
  private static final int ENTRIES_PER_SECOND = 32;

  private final Deque<SlowOperation> entries = new ArrayDeque<>(MAX_ENTRIES);
  private long second;
  private int inSecond;

  synchronized void add(SlowOperation operation) {
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

  synchronized void reset() {
    entries.clear();
  }

  /** The latest first. */
  synchronized List<SlowOperation> latest() {
    List<SlowOperation> all = new ArrayList<>(entries);
    Collections.reverse(all);
    return all;
  }
}
