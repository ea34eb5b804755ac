package dev.memotor.engine.memory;

import dev.memotor.engine.Key;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Moves items together, so that pages with many free blocks of one size become pages for blocks of
 * any size. A page is given back when the last of its retired blocks is freed, a turn later.
 */
final class Compaction {

  /** Pages that are being emptied, at most. */
  private static final int MAX_PENDING = 64;

  /** What cannot be moved is retired already, or an item that is being written. */
  private static final int TRIES = 3;

  private final ItemTable table;
  private final ReentrantLock lock = new ReentrantLock();
  private final int[] pending = new int[MAX_PENDING];
  private final int[] tries = new int[MAX_PENDING];
  private int count;

  Compaction(ItemTable table) {
    this.table = table;
  }

  /**
   * Begins to empty a page, unless enough are being emptied to return below the limit.
   *
   * @param wanted how many pages are wanted beyond that
   * @return whether nothing else needs to be done for now
   */
  boolean run(int wanted) {
    if (!lock.tryLock()) {
      return true;
    }
    try {
      reviewPending();
      if (count >= pagesOverLimit() + wanted || count == MAX_PENDING) {
        return count > 0;
      }
      int page = table.blocks().sparsestPage();
      if (page < 0 || !table.blocks().isolate(page)) {
        return false;
      }
      if (!empty(page)) {
        pending[count] = page;
        tries[count++] = 0;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private int pagesOverLimit() {
    return table.memory().pagesInUse() - (int) (table.memory().limit() / Memory.PAGE);
  }

  private void reviewPending() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int page = pending[i];
      if (table.blocks().nextLive(page, 0) == 0) {
        continue;
      }
      if (tries[i] == TRIES) {
        table.blocks().rejoin(page);
      } else {
        empty(page);
        pending[kept] = page;
        tries[kept++] = tries[i] + 1;
      }
    }
    count = kept;
  }

  /** Moves what it can; returns whether the page is empty. */
  private boolean empty(int page) {
    Blocks blocks = table.blocks();
    boolean emptied = true;
    int slot = 0;
    for (long ref = blocks.nextLive(page, slot); ref != 0; ref = blocks.nextLive(page, slot)) {
      emptied = false;
      slot = blocks.slotOf(ref) + 1;
      move(ref);
    }
    return emptied;
  }

  private void move(long ref) {
    ByteBuffer chunk = table.memory().chunk(ref);
    int at = table.memory().offset(ref);
    int meta = ItemBlock.meta(chunk, at);
    if (ItemBlock.isPiece(meta)) {
      movePiece(ref, ItemBlock.hashOfPiece(chunk, at));
    } else if (fitsPage(at, meta)) {
      moveHead(ref, ItemTable.hash(Key.of(ItemBlock.key(chunk, at, meta))));
    }
  }

  /** Returns false for what another thread has freed, and perhaps used again, meanwhile. */
  private static boolean fitsPage(int at, int meta) {
    int inPage = at & (Memory.PAGE - 1);
    return ItemBlock.keyLength(meta) > 0
        && ItemBlock.keyLength(meta) <= Key.MAX_LENGTH
        && ItemBlock.keyAt(inPage, meta) + ItemBlock.keyLength(meta) <= Memory.PAGE;
  }

  private void moveHead(long ref, int hash) {
    synchronized (table.stripe(hash)) {
      if (!table.index().holds(hash, ref)) {
        return;
      }
      long copy = copyOf(ref);
      if (copy != 0) {
        table.index().replace(hash, ref, copy, false);
        table.retire(ref);
      }
    }
  }

  private void movePiece(long ref, int hash) {
    synchronized (table.stripe(hash)) {
      table
          .index()
          .visitHash(
              hash,
              (found, head, uses) -> {
                long before = head;
                boolean first = true;
                for (long piece : table.pieces(head)) {
                  if (piece == ref) {
                    movePiece(ref, before, first);
                    return;
                  }
                  before = piece;
                  first = false;
                }
              });
    }
  }

  private void movePiece(long ref, long before, boolean first) {
    long copy = copyOf(ref);
    if (copy == 0) {
      return;
    }
    ByteBuffer chunk = table.memory().chunk(before);
    int at = table.memory().offset(before);
    // Readers follow refs without a lock, so the copy must be complete before they can find it.
    VarHandle.releaseFence();
    if (first) {
      ItemBlock.setFirstPiece(chunk, at, copy);
    } else {
      ItemBlock.setNextPiece(chunk, at, copy);
    }
    table.retire(ref);
  }

  private long copyOf(long ref) {
    int size = table.blocks().blockSizeAt(ref);
    long copy = table.blocks().allocate(size);
    if (copy != 0) {
      Memory memory = table.memory();
      memory.chunk(copy).put(memory.offset(copy), memory.chunk(ref), memory.offset(ref), size);
    }
    return copy;
  }
}
