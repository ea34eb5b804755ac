package dev.memotor.engine.memory;

import java.util.Arrays;

/** Counts the uses of pages that outlast the turns they began in. Thread-safe. */
final class Pins {

  private int[] ofPage = new int[64];
  private volatile int total;

  synchronized void pin(int[] pages) {
    for (int page : pages) {
      if (page >= ofPage.length) {
        ofPage = Arrays.copyOf(ofPage, Math.max(page + 1, 2 * ofPage.length));
      }
      ofPage[page]++;
    }
    total += pages.length;
  }

  synchronized void unpin(int[] pages) {
    for (int page : pages) {
      ofPage[page]--;
    }
    total -= pages.length;
  }

  /** Returns whether a page must not be reused yet. */
  boolean isPinned(int page) {
    return total > 0 && holds(page);
  }

  private synchronized boolean holds(int page) {
    return page < ofPage.length && ofPage[page] > 0;
  }

  boolean isEmpty() {
    return total == 0;
  }
}
