package dev.memotor.engine.memory;

import dev.memotor.engine.ChangeListener;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/*
 * How the items here stay equal to the engine's.
 *
 * The rule: when nobody is in a key's stripe, the key has here what it has in the engine, or
 * nothing. A reader that finds the stripe quiet may therefore take what is here; one that does not
 * asks the engine. To take an item out is right at any time, so eviction and expiry need no rule.
 *
 * A write enters before it is handed to the engine and leaves before its result is handed on. All
 * readers in between ask the engine: those behind it in the same batch, which must see it, and those
 * of other threads, of which one may have seen the new value while another would still find the old
 * one here.
 *
 * When it ends, it puts what it stored only if its ticket holds, and else takes the key out:
 *   - It was alone when it entered. Of two writers in the stripe at the same time nobody knows whose
 *     write came last: threads reach the engine in another order than they entered in.
 *   - No write entered since. That one may have taken effect, ended and left already.
 *   - It did not fail. A failed write has taken effect or has not.
 * The ticket is asked before the put, and after it once more: a write that entered in between may
 * have ended too, and then taken out a key that was not here yet. One that enters after the second
 * question finds the first writer inside, so it was not alone and takes the key out when it ends.
 *
 * A read fills the tier with what the engine answered if the stripe was quiet when it was handed to
 * the engine, and is unchanged when its answer comes; the fill enters by one compare-and-set on that
 * very word. Entering keeps readers away while the item that it puts may turn out to be old, which
 * it finds by asking its ticket after the put, as a write does. A write that finds a fill inside was
 * not alone, so it takes out what the fill put.
 *
 * Meta gets may win the right to recache a stale item, which marks it, and are writes to the engine.
 * But they are the usual gets of their clients, and seldom win. So an item that could be won just
 * for being stale is never held here; then a get that can do no more than win it changes nothing
 * that is held, and is a read in all of the above.
 *
 * A flush takes the items away before the engine hears of it, and gives new, empty ones in their
 * place when the last flush under way has ended. An operation puts only into the items that were
 * current when it was submitted: if those are not current any more, the operation may have been
 * overtaken by the flush, and what it put would be lost with them. While there are no items, nothing
 * is answered and nothing is put, but writes enter stripes as always: they may end after the flush
 * and among readers who fill the new items. A write takes its key out of the items current when it
 * ends, not of those noted when its batch began: between that and its entering there may have been
 * a flush and a fill. Into yet newer items nobody can have put the key, as the write was inside.
 *
 * Of a read that was answered here the engine hears when its record of the last access may matter: when
 * the item goes for want of room, and before an operation that reads the item is handed on. To tell it
 * at once would cost every read a look at a second table.
 *
 * A reader that was delayed between its look at the stripe and at the items may find an item put
 * since, even one about to be taken out again. Its read began before the write that the item knows
 * nothing of, so it may be taken to have happened before that write.
 *
 * Over an engine whose store others change, too, the rule holds for what has been told of that. A
 * change that is told enters its stripe as a write does, so that no fill brings what was read before
 * it, takes the key out and leaves. Until it is told, the key may have here what it had before: of
 * that a write of this process must not make anything, and must not leave it here either, or its
 * caller would read what he knows to be old. So writes only take keys out; their own change is told
 * soon, and would take out what they put anyway. Gets that may win are the exception, since they show
 * what the engine has, and seldom change it. While changes may go untold there are no items.
 */

/** Hot items of an engine in RAM, coherent with it; how stands in the comment above. */
class RamTier implements ChangeListener {

  private static final long SMALLEST_LIMIT = 8L << 20;

  private final EngineClock clock;
  private final Stripes stripes;
  private final boolean tracking;
  private final Counters counters;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final Upkeep upkeep = new Upkeep("ram-tier-upkeep", this::sweep);

  private final Object changeOfItems = new Object();
  private int flushes;
  private boolean closed;
  private volatile BiConsumer<Key, Item> accesses = (key, item) -> {};
  private volatile HotItems items;
  private volatile long limit;

  /**
   * An empty tier.
   *
   * @param tracking whether others change the store, too, of which this tier hears; it holds
   *     nothing until it does
   */
  RamTier(EngineClock clock, long limit, boolean tracking) {
    this(clock, limit, tracking, new Stripes());
  }

  RamTier(EngineClock clock, long limit, boolean tracking, Stripes stripes) {
    this.clock = clock;
    this.limit = limit;
    this.tracking = tracking;
    this.stripes = stripes;
    this.counters = new Counters(clock);
    if (tracking) {
      flushes = 1;
    } else {
      items = newItems();
    }
    upkeep.start();
  }

  private HotItems newItems() {
    return new HotItems(limit, clock.now(), counters, (key, item) -> accesses.accept(key, item));
  }

  private void sweep() {
    HotItems current = items;
    if (current != null) {
      current.sweep(clock.now(), upkeep);
    }
  }

  /** Who hears of reads that were answered here, before the engine needs to know. */
  final void tellAccessesTo(BiConsumer<Key, Item> listener) {
    accesses = listener;
  }

  /** The items at present; null while there are none to be used. */
  final HotItems items() {
    return items;
  }

  /** Whether these are still the items in use: no flush has come since they were. */
  boolean isCurrent(HotItems home) {
    return home != null && home == items;
  }

  final Stripes stripes() {
    return stripes;
  }

  /**
   * An operation ended that has entered a stripe, or a read that may fill.
   *
   * @param home the items current when its batch began
   * @param now when its batch began: what has expired since is put all the same, and is no hit
   */
  final void ended(HotItems home, long now, Operation operation, long ticket, Result result) {
    if (isWrite(operation)) {
      written(home, now, operation, ticket, result);
    } else if (result.isOk()) {
      filled(home, now, (Get) operation, ticket, result.item());
    }
  }

  /** An operation failed that has entered a stripe, or a read that might have filled. */
  void failed(HotItems home, Operation operation) {
    if (isWrite(operation)) {
      takeOut(home, operation.key());
      stripes.leave(Stripes.of(operation.key()));
    }
  }

  private void written(HotItems home, long now, Operation operation, long ticket, Result result) {
    Key key = operation.key();
    int stripe = Stripes.of(key);
    if (isCurrent(home) && stripes.holds(stripe, ticket)) {
      Item item =
          tracking
              ? Aftermath.ofShared(operation, result, now)
              : Aftermath.of(operation, result, home, now);
      if (item == null || (item != Aftermath.UNCHANGED && !mayHold(home, key, item))) {
        home.remove(key);
      } else if (item != Aftermath.UNCHANGED) {
        home.put(key, item);
        if (hasLost(operation, stripe, ticket)) {
          home.remove(key);
        }
      }
    } else {
      takeOut(home, key);
    }
    stripes.leave(stripe);
  }

  private void filled(HotItems home, long now, Get get, long ticket, Item shown) {
    Key key = get.key();
    if (!isCurrent(home)) {
      return;
    }
    Item item = Aftermath.ofGet(get, shown, now);
    if (item == null || item == Aftermath.UNCHANGED || !mayHold(home, key, item)) {
      return;
    }
    int stripe = Stripes.of(key);
    if (ticket == Stripes.NO_FILL) {
      // A read behind a write, whose item has come here in the meantime.
      recordAccess(home.peek(key), item, now);
    } else if (stripes.enterFill(stripe, ticket)) {
      home.putIfAbsent(key, item);
      if (hasLost(get, stripe, ticket)) {
        home.remove(key);
      }
      stripes.leave(stripe);
    }
  }

  private static void recordAccess(Item held, Item read, long now) {
    if (held != null && held.cas() == read.cas()) {
      held.recordAccess(now);
    }
  }

  /** Whether an operation can change an item that may be held here. */
  static boolean isWrite(Operation operation) {
    if (operation instanceof Get get) {
      Get.Options options = get.options();
      return options.exptime() != Exptime.NONE
          || options.vivifyExptime() != Exptime.NONE
          || options.recacheBefore() != Exptime.NONE;
    }
    return operation.writesItem();
  }

  boolean mayHold(HotItems home, Key key, Item item) {
    return home.accepts(key, item) && !isToBeWon(item);
  }

  private static boolean isToBeWon(Item item) {
    return item.isStale() && !item.isWon();
  }

  /** Whether the ticket with which the operation put its item has ceased to hold. */
  boolean hasLost(Operation operation, int stripe, long ticket) {
    return !stripes.holds(stripe, ticket);
  }

  /** Takes a key out for a write that does not know what the engine has now. */
  void takeOut(HotItems home, Key key) {
    HotItems current = items;
    if (current != null) {
      current.remove(key);
    }
  }

  @Override
  public void changed(Key key) {
    int stripe = Stripes.of(key);
    stripes.enterWrite(stripe);
    takeOut(items, key);
    stripes.leave(stripe);
  }

  @Override
  public void lost() {
    beginFlush();
  }

  @Override
  public void regained() {
    endFlush();
  }

  /** Must be followed by {@link #endFlush}. */
  void beginFlush() {
    synchronized (changeOfItems) {
      flushes++;
      items = null;
    }
  }

  void endFlush() {
    synchronized (changeOfItems) {
      flushes--;
      if (flushes == 0 && !closed) {
        items = newItems();
      }
    }
  }

  /** Counts the reads of a batch. */
  final void count(int hitCount, int missCount) {
    if (hitCount > 0) {
      hits.add(hitCount);
    }
    if (missCount > 0) {
      misses.add(missCount);
    }
  }

  final boolean resize(long bytes) {
    if (bytes < SMALLEST_LIMIT || !HeapCheck.hasRoomFor(bytes)) {
      return false;
    }
    synchronized (changeOfItems) {
      limit = bytes;
      if (items != null) {
        items.resize(bytes);
      }
    }
    return true;
  }

  final long limit() {
    return limit;
  }

  /** Adds the tier's figures to the engine's. */
  final void describe(Map<String, String> details) {
    HotItems current = items;
    details.put("ram_tier_items", Long.toString(current == null ? 0 : current.items()));
    details.put("ram_tier_bytes", Long.toString(current == null ? 0 : current.bytes()));
    details.put("ram_tier_limit_bytes", Long.toString(limit));
    details.put("ram_tier_hits", Long.toString(hits.sum()));
    details.put("ram_tier_misses", Long.toString(misses.sum()));
    details.put("ram_tier_evictions", Long.toString(counters.evictions().sum()));
    details.put("ram_tier_expired", Long.toString(counters.expired().sum()));
  }

  final void close() {
    synchronized (changeOfItems) {
      closed = true;
      items = null;
    }
    upkeep.stop();
  }
}
