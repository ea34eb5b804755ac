package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Value;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/*
 * How the parts work together.
 *
 * 1. Readers. A reader is in a turn (see Turns). It finds an item without a lock and takes a copy of
 *    the fields of its head, which counts if the bucket's version is still the same. The value is
 *    never changed in place, so it can be read until the turn ends: its block is not used again
 *    before.
 *
 * 2. Writers hold the lock of the key's stripe. They write a new block completely before the index
 *    leads to it, then retire the old one. Only the fields of the head are changed in place, between
 *    beginChange and endChange. One writer never waits for the lock of another stripe while it holds
 *    one, so eviction, which needs the locks of other keys, comes after the lock is given up. Only
 *    Compaction may wait while its caller holds a stripe: one thread at a time compacts, and others
 *    do not wait for it.
 *
 * 3. Memory is full when there is no page left. From then on whoever stores an item evicts others of
 *    as many bytes. The blocks that this frees may have other sizes than those that are asked for:
 *    then pages of classes with many free blocks are emptied by moving their items together.
 *    A writer that finds neither a free block nor a page takes a page from the reserve, because
 *    retired blocks come back only when turns end.
 */

/**
 * Items by key in off-heap memory, bounded in bytes including all overhead.
 *
 * <p>Thread-safe. Methods that read take no lock and are called in a turn; those that change an
 * item are called under the lock of its {@link #stripe}.
 */
final class ItemTable {

  /** Whether freed blocks are overwritten, so that each read can be checked. */
  private static final boolean CHECKS_READS = Boolean.getBoolean("memotor.memory.poison");

  /** What to do with the value of an item that is read. */
  enum ValueAccess {
    /** It is read where it lies, before the turn ends or while it is pinned. */
    LENT,
    COPIED,
    /** It is not read. */
    LEFT_OUT
  }

  /** Sees items that have left to make room. */
  @FunctionalInterface
  interface EvictionListener {

    void evicted(Key key, Item item);
  }

  private static final Value NO_VALUE = Value.of(new byte[0]);

  /** What a piece of each size holds. */
  static final int FULL = Memory.PAGE - ItemBlock.PIECE_HEADER;

  static final int MIDDLE = Blocks.PIECE - ItemBlock.PIECE_HEADER;

  /** A key and a value of this length together always fit a single block. */
  private static final int SINGLE = Blocks.LARGEST_HEAD - ItemBlock.size(0, 0, true, true);

  static final int SMALL = Blocks.blockSize(Blocks.sizeClass(4096)) - ItemBlock.PIECE_HEADER;

  /** To get memory. Each one evicts; later ones wait for turns, which keep memory in use. */
  static final int ATTEMPTS = 64;

  private static final int ATTEMPTS_WITHOUT_WAITING = 4;
  private static final long WAIT_NANOS = 200_000;

  /** Items to evict for one that is stored, at most; more when the reserve is in use. */
  private static final int MAX_EVICTED = 64;

  private static final int MAX_EVICTED_IN_SHORTAGE = 1024;

  /** For each byte above the limit, as many are evicted at most: they are scattered over pages. */
  private static final int EVICTED_PER_EXCESS = 4;

  /** At least this part of the memory limit is used, but for overhead. */
  private static final int LARGEST_CUSHION = 16;

  /** Values that are being received may take this part of the limit, or there is only one. */
  private static final int LANDING_SHARE = 4;

  /** A scan copies values up to this length; larger ones might not fit the heap. */
  private static final int LARGEST_COPY = 1 << 20;

  /** A value of more than this part of the limit is refused: it would evict nearly all others. */
  private static final int LARGEST_SHARE = 2;

  private static final long[] NO_PIECES = {};

  /** The number of keys warmed together; more would evict each other from the nearest cache. */
  private static final int WARMED_TOGETHER = 64;

  private final Memory memory;
  private final Turns turns = new Turns();
  private final Pins pins = new Pins();
  private final Blocks blocks;
  private final Index index;
  private final Eviction eviction;
  private final ExpiryIndex expiry;
  private final EvictionListener listener;
  private final boolean evicts;
  private final Compaction compaction;
  private final OldestUse oldestUse;
  private final LongAdder expiring = new LongAdder();

  /** Of values that are being written. */
  private final AtomicLong landing = new AtomicLong();

  /** Of the blocks of all items. */
  private final AtomicLong bytes = new AtomicLong();

  /** Uses that are not part of a turn. */
  private final AtomicInteger users = new AtomicInteger();

  /** What the seconds of access records count from. */
  private final long base;

  /** Written so that the loads of {@link #warm} are not optimized away; never read. */
  @SuppressWarnings("UnusedVariable")
  private int warmth;

  /**
   * Creates an empty table.
   *
   * @param now UNIX seconds
   * @param evicts whether items make room for others
   * @param listener sees the evicted ones
   */
  ItemTable(Memory memory, long now, boolean evicts, EvictionListener listener) {
    this.memory = memory;
    this.evicts = evicts;
    this.listener = listener;
    this.blocks = new Blocks(memory);
    this.index = new Index(memory);
    this.eviction = new Eviction(memory, index);
    this.expiry = new ExpiryIndex(memory, now);
    this.base = now - ItemBlock.LAST_ACCESS / 2;
    this.compaction = new Compaction(this);
    this.oldestUse = new OldestUse(this);
  }

  /** Returns a hash of a key. */
  static int hash(Key key) {
    return key.hashCode();
  }

  /** Returns the lock for changes of the items with a hash. */
  Object stripe(int hash) {
    return index.stripe(hash);
  }

  /** Begins a turn of this thread: what it reads stays valid until {@link #leave}. */
  void enter() {
    turns.enter();
  }

  void leave() {
    turns.leave();
    reclaim();
  }

  /**
   * Ends the turn of this thread and begins the next one. Unlike {@link #leave} and {@link #enter},
   * leaves no moment in between in which the table could be released.
   */
  void renewTurn() {
    turns.enter();
    reclaim();
  }

  private void reclaim() {
    turns.reclaim(this::free);
  }

  private void free(long ref) {
    if (pins.isPinned(Memory.pageOf(ref))) {
      turns.retire(ref);
    } else {
      blocks.free(ref);
    }
  }

  /** Returns the item under a key, expired or not, or null; counts a use if told so. */
  @Nullable Item read(Key key, boolean use, ValueAccess access) {
    int hash = hash(key);
    while (true) {
      long found = index.find(key, hash, use);
      if (found == 0) {
        return null;
      }
      Item item = item(Index.ref(found), access);
      if (index.isUnchanged(hash, found)) {
        return item;
      }
    }
  }

  /** Returns the block of a key's item, or 0; under the stripe's lock or in a turn. */
  long find(Key key, int hash, boolean use) {
    return Index.ref(index.find(key, hash, use));
  }

  /** Returns what is in a block. */
  Item item(long ref, ValueAccess access) {
    ByteBuffer chunk = memory.chunk(ref);
    int at = memory.offset(ref);
    int meta = ItemBlock.meta(chunk, at);
    requireLive(ref);
    int record = ItemBlock.access(chunk, at);
    return Item.restore(
        value(ref, chunk, at, meta, access),
        ItemBlock.flags(chunk, at, meta),
        Integer.toUnsignedLong(ItemBlock.exptime(chunk, at, meta)),
        ItemBlock.cas(chunk, at),
        ItemBlock.marks(meta),
        (record & ItemBlock.FETCHED) != 0,
        base + (record & ItemBlock.LAST_ACCESS));
  }

  private Value value(long ref, ByteBuffer chunk, int at, int meta, ValueAccess access) {
    if (access == ValueAccess.LEFT_OUT) {
      return NO_VALUE;
    }
    Value value =
        new TableValue(
            this,
            ref,
            ItemBlock.length(chunk, at, meta),
            ItemBlock.valueAt(at, meta),
            ItemBlock.lengthInHead(meta));
    return access == ValueAccess.COPIED ? Value.of(value.bytes()) : value;
  }

  /** In debug mode, fails if a block has been freed. */
  void requireLive(long ref) {
    if (CHECKS_READS && ItemBlock.meta(memory.chunk(ref), memory.offset(ref)) == 0) {
      throw new IllegalStateException("block " + ref + " was read after it had been freed");
    }
  }

  Key key(long ref) {
    ByteBuffer chunk = memory.chunk(ref);
    int at = memory.offset(ref);
    return Key.of(ItemBlock.key(chunk, at, ItemBlock.meta(chunk, at)));
  }

  /** Records that a key's item has been read; in a turn. */
  void recordAccess(Key key, long now) {
    long ref = find(key, hash(key), false);
    if (ref != 0) {
      ItemBlock.setAccess(memory.chunk(ref), memory.offset(ref), access(true, now));
    }
  }

  /** Records that an item with a lent value has been read; in the turn in which it was lent. */
  void recordAccess(TableValue value, long now) {
    long ref = value.ref();
    ItemBlock.setAccess(memory.chunk(ref), memory.offset(ref), access(true, now));
  }

  private int access(boolean fetched, long lastAccess) {
    long seconds = Math.max(0, Math.min(lastAccess - base, ItemBlock.LAST_ACCESS));
    return (int) seconds | (fetched ? ItemBlock.FETCHED : 0);
  }

  /**
   * Stores an item; under the stripe's lock. Whoever stores calls {@link #makeRoom} afterwards,
   * without the lock.
   *
   * @param found the block of the key's item, or 0
   * @param old what {@link #item} made of it; null if nothing has
   * @return false if there is no memory, and nothing has changed
   */
  boolean put(Key key, int hash, long found, @Nullable Item old, Item item) {
    if (item.value() instanceof TableLanding landing && landing.isOf(this)) {
      // Until the item is linked, the landing owns the blocks: the caller may try again.
      if (!link(hash, found, landing.complete(item), item.exptime())) {
        return false;
      }
      landing.release();
      return true;
    }
    long ref;
    if (found != 0 && old != null && old.value() == item.value()) {
      if (changeInPlace(hash, found, item)) {
        return true;
      }
      // A chained item has room for all fields, so the value is short.
      ref = writeSingle(key, item(found, ValueAccess.LENT).value(), item);
    } else {
      ref = write(key, item);
    }
    if (ref == 0 || link(hash, found, ref, item.exptime())) {
      return ref != 0;
    }
    freeItem(ref);
    return false;
  }

  private boolean link(int hash, long found, long ref, long exptime) {
    long growth = size(ref);
    long exptimeBefore = Exptime.NEVER;
    if (found == 0) {
      if (!index.insert(hash, ref, Eviction.NEW)) {
        return false;
      }
      if (evicts) {
        eviction.inserted(hash);
      }
    } else {
      exptimeBefore = exptime(found);
      index.replace(hash, found, ref, true);
      eviction.replaced(hash);
      growth -= retireItem(found);
    }
    bytes.addAndGet(growth);
    exptimeChanged(hash, exptimeBefore, exptime);
    return true;
  }

  private void exptimeChanged(int hash, long before, long after) {
    if (before != Exptime.NEVER) {
      expiring.decrement();
    }
    if (after != Exptime.NEVER) {
      expiring.increment();
      if (before == Exptime.NEVER || after < before) {
        expiry.file(hash, after);
      }
    }
  }

  private long exptime(long ref) {
    ByteBuffer chunk = memory.chunk(ref);
    int at = memory.offset(ref);
    return Integer.toUnsignedLong(ItemBlock.exptime(chunk, at, ItemBlock.meta(chunk, at)));
  }

  /** Changes what can be changed without a new block; returns false if that is not enough. */
  private boolean changeInPlace(int hash, long ref, Item item) {
    ByteBuffer chunk = memory.chunk(ref);
    int at = memory.offset(ref);
    int meta = ItemBlock.meta(chunk, at);
    int exptime = (int) item.exptime();
    boolean timed = ItemBlock.hasExptimeField(meta);
    if ((!timed && exptime != 0) || item.flags() != ItemBlock.flags(chunk, at, meta)) {
      return false;
    }
    long before = exptime(ref);
    index.beginChange(hash);
    ItemBlock.setCas(chunk, at, item.cas());
    ItemBlock.setMarks(chunk, at, item.marks());
    ItemBlock.setAccess(chunk, at, access(item.isFetched(), item.lastAccess()));
    if (timed) {
      ItemBlock.setExptime(chunk, at, exptime);
    }
    index.endChange(hash);
    exptimeChanged(hash, before, item.exptime());
    return true;
  }

  /** Writes an item to new blocks; returns 0 if there is no memory. */
  private long write(Key key, Item item) {
    Value value = item.value();
    int size = singleSize(key, value, item);
    return size <= Blocks.LARGEST_HEAD ? writeSingle(key, value, item) : writeChain(key, item);
  }

  private static int singleSize(Key key, Value value, Item item) {
    return ItemBlock.size(
        key.length(),
        // No overflow: a value of gigabytes is far above any head as well.
        Math.min(value.length(), Memory.PAGE),
        item.exptime() != Exptime.NEVER,
        item.flags() != 0);
  }

  private long writeSingle(Key key, Value value, Item item) {
    long ref = allocate(singleSize(key, value, item));
    if (ref != 0) {
      ByteBuffer chunk = memory.chunk(ref);
      int at = memory.offset(ref);
      int valueAt =
          ItemBlock.write(
              chunk, at, key.bytes(), value.length(), (int) item.exptime(), item.flags());
      copy(value, chunk, valueAt);
      writeRest(ref, item);
    }
    return ref;
  }

  private static void copy(Value value, ByteBuffer chunk, int at) {
    if (value.isLent()) {
      ByteBuffer target = chunk.duplicate();
      target.position(at).limit(at + value.length());
      value.copyTo(0, target);
    } else {
      chunk.put(at, value.bytes());
    }
  }

  /** Writes the fields that every item has. */
  void writeRest(long ref, Item item) {
    ByteBuffer chunk = memory.chunk(ref);
    int at = memory.offset(ref);
    ItemBlock.setCas(chunk, at, item.cas());
    ItemBlock.setMarks(chunk, at, item.marks());
    ItemBlock.setAccess(chunk, at, access(item.isFetched(), item.lastAccess()));
  }

  private long writeChain(Key key, Item item) {
    Value value = item.value();
    TableLanding landing = copy(key, value, false, null);
    if (landing == null) {
      return 0;
    }
    long ref = landing.complete(item);
    landing.release();
    return ref;
  }

  /**
   * Copies a value that needs several blocks, before the lock is taken under which it is stored:
   * room is made meanwhile.
   *
   * @param turn renewed meanwhile, as its thread waits for the memory of what it evicts; null if it
   *     is in none
   * @return the value, owned by the caller; null if there is no memory
   */
  @Nullable TableLanding copy(Key key, Value value, @Nullable Turn turn) {
    return isTooLarge(value.length()) ? null : copy(key, value, evicts, turn);
  }

  /** Returns whether a value is copied with {@link #copy} before it is stored. */
  boolean needsCopy(Key key, Value value) {
    return key.length() + (long) value.length() > SINGLE
        && !(value instanceof TableLanding landing && landing.isOf(this));
  }

  private boolean isTooLarge(int length) {
    return length > memory.limit() / LARGEST_SHARE;
  }

  private @Nullable TableLanding copy(
      Key key, Value value, boolean makesRoom, @Nullable Turn turn) {
    TableLanding landing = new TableLanding(this, key, value.length(), makesRoom);
    boolean complete = false;
    try {
      int copied = 0;
      ByteBuffer space = landing.space();
      while (space != null && !landing.ranOut()) {
        copied += value.copyTo(copied, space);
        if (turn != null) {
          turn.renew();
        }
        space = landing.space();
      }
      complete = !landing.ranOut();
    } finally {
      if (!complete) {
        landing.abandon();
      }
    }
    return complete ? landing : null;
  }

  /** Removes a key's item; under the stripe's lock. */
  void remove(int hash, long found) {
    index.remove(hash, found);
    if (exptime(found) != Exptime.NEVER) {
      expiring.decrement();
    }
    bytes.addAndGet(-retireItem(found));
  }

  /** Returns a block, from the reserve if that can be given back; 0 if there is no memory. */
  long allocate(int size) {
    long ref = blocks.allocate(size);
    if (ref == 0) {
      reclaim();
      ref = blocks.allocate(size);
    }
    // Without eviction, each size may have one page of the reserve: or a short value would be
    // refused
    // because all pages hold longer ones.
    if (ref == 0 && (evicts || !blocks.hasPages(size) || compaction.run(1))) {
      ref = blocks.allocateReserved(size);
    }
    return ref;
  }

  /**
   * Returns a block, after evicting others if need be; 0 if there is no memory. Without a lock. May
   * wait a moment for the turns of other threads.
   */
  long allocateInPlaceOfOthers(int size) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      long ref = allocate(size);
      makeRoom();
      if (ref != 0 || !evicts) {
        return ref;
      }
      awaitTurns(attempt);
    }
    return 0;
  }

  /** Waits a moment for other threads to end their turns, but not in the first attempts. */
  static void awaitTurns(int attempt) {
    if (attempt >= ATTEMPTS_WITHOUT_WAITING) {
      LockSupport.parkNanos(WAIT_NANOS);
    }
  }

  /** Frees the blocks of an item that no reader can have found. */
  void freeItem(long ref) {
    for (long piece : pieces(ref)) {
      blocks.free(piece);
    }
    blocks.free(ref);
  }

  /** Retires the blocks of an item; returns their bytes. */
  private long retireItem(long ref) {
    long retired = blocks.blockSizeAt(ref);
    for (long piece : pieces(ref)) {
      retired += blocks.blockSizeAt(piece);
      turns.retire(piece);
    }
    turns.retire(ref);
    return retired;
  }

  /** Frees a block that moved, once no thread can still read it. */
  void retire(long ref) {
    turns.retire(ref);
  }

  /** Returns the pieces that follow an item's head. */
  long[] pieces(long ref) {
    ByteBuffer chunk = memory.chunk(ref);
    int at = memory.offset(ref);
    if (!ItemBlock.isChained(ItemBlock.meta(chunk, at))) {
      return NO_PIECES;
    }
    long[] pieces = new long[4];
    int count = 0;
    for (long piece = ItemBlock.firstPiece(chunk, at); piece != 0; ) {
      if (count == pieces.length) {
        pieces = Arrays.copyOf(pieces, 2 * count);
      }
      pieces[count++] = piece;
      piece = ItemBlock.nextPiece(memory.chunk(piece), memory.offset(piece));
    }
    return Arrays.copyOf(pieces, count);
  }

  /** Returns how many bytes of a value a piece holds, unless it is the last. */
  int pieceLength(long piece) {
    return blocks.blockSizeAt(piece) - ItemBlock.PIECE_HEADER;
  }

  /** Returns the bytes that the blocks of an item take. */
  private long size(long ref) {
    long bytes = blocks.blockSizeAt(ref);
    for (long piece : pieces(ref)) {
      bytes += blocks.blockSizeAt(piece);
    }
    return bytes;
  }

  /** Evicts items if memory is full, and grows the index; without a lock, after each change. */
  void makeRoom() {
    index.grow();
    if (!evicts || memory.freePages() > 0) {
      return;
    }
    for (int i = 0; i < MAX_EVICTED && isTight() && evictOne(); i++) {
      // Until there is a cushion again.
    }
    if (memory.isOverLimit()) {
      relieve();
    }
  }

  /**
   * Returns whether less is free, or about to be, than a page for each size of block in use, on
   * average over the sizes: with less, some would often be used up.
   */
  private boolean isTight() {
    return free() < cushion();
  }

  private long free() {
    return memory.bytesInUse() - index.bytes() - expiry.bytes() - eviction.bytes() - bytes.get();
  }

  private long cushion() {
    long onePageEach = (long) blocks.classesInUse() * Memory.PAGE;
    return Math.min(onePageEach, memory.limit() / LARGEST_CUSHION);
  }

  /** Gives the reserve back: by moving items together, and evicting some until that helps. */
  private void relieve() {
    // What is evicted may not be free before the turns have ended.
    long least = bytes.get() - EVICTED_PER_EXCESS * (memory.bytesInUse() - memory.limit());
    for (int i = 0;
        i < MAX_EVICTED_IN_SHORTAGE && memory.isOverLimit() && bytes.get() > least;
        i++) {
      reclaim();
      if (i % MAX_EVICTED == 0 && compaction.run(0)) {
        return;
      }
      if (!memory.isOverLimit() || !evictOne()) {
        return;
      }
    }
  }

  /** Evicts until the limit holds again, or until stopped; for the upkeep thread. */
  void shrink(BooleanSupplier stopped) {
    boolean found = true;
    while (found && memory.isOverLimit() && !stopped.getAsBoolean()) {
      enter();
      try {
        found = compaction.run(0) || (evicts && evictOne());
      } finally {
        leave();
      }
    }
  }

  /** Evicts an item; returns false if there is none. */
  private boolean evictOne() {
    Eviction.Victim victim = eviction.next();
    if (victim == null) {
      return false;
    }
    Key key;
    Item item;
    synchronized (stripe(victim.hash())) {
      if (!index.holds(victim.hash(), victim.ref())) {
        // Another thread removed it, which is just as good, or replaced it.
        eviction.keep(victim);
        return true;
      }
      key = key(victim.ref());
      item = item(victim.ref(), ValueAccess.LEFT_OUT);
      remove(victim.hash(), victim.ref());
    }
    listener.evicted(key, item);
    return true;
  }

  /** Sees items that expire. */
  @FunctionalInterface
  interface ExpiryListener {

    void expired(Item item);
  }

  /** Removes what has expired by {@code now}; on the upkeep thread only. */
  void expire(long now, BooleanSupplier stopped, ExpiryListener expiryListener) {
    expiry.advance(
        now, hash -> stopped.getAsBoolean() ? now + 1 : expire(hash, now, expiryListener));
    if (expiry.isOutdated(expiring.sum()) && !stopped.getAsBoolean()) {
      expiry.clear();
      int count = index.buckets();
      for (int bucket = 0; bucket < count && !stopped.getAsBoolean(); bucket++) {
        index.visit(
            bucket,
            count,
            (hash, ref, uses) -> {
              long exptime = exptime(ref);
              if (exptime != Exptime.NEVER) {
                expiry.file(hash, exptime);
              }
            });
      }
    }
  }

  /** Removes expired items with a hash; returns when the next one expires, or 0. */
  private long expire(int hash, long now, ExpiryListener expiryListener) {
    synchronized (stripe(hash)) {
      long[] next = {0};
      long[] gone = {0};
      index.visitHash(
          hash,
          (found, ref, uses) -> {
            long exptime = exptime(ref);
            if (exptime != Exptime.NEVER && exptime <= now) {
              gone[0] = ref;
            } else if (exptime != Exptime.NEVER && (next[0] == 0 || exptime < next[0])) {
              next[0] = exptime;
            }
          });
      if (gone[0] != 0) {
        expiryListener.expired(item(gone[0], ValueAccess.LEFT_OUT));
        remove(hash, gone[0]);
      }
      return next[0];
    }
  }

  /** Sees one item of a scan. */
  @FunctionalInterface
  interface Visitor {

    /** Returns whether to continue. The value is valid until then. */
    boolean visit(Key key, Item item);
  }

  /** Visits each item that stays meanwhile once, until the visitor returns false. */
  void scan(Visitor visitor) {
    int count = index.buckets();
    Bucket visited = new Bucket();
    for (int bucket = 0; bucket < count; bucket++) {
      visited.clear();
      enter();
      try {
        index.visit(bucket, count, visited);
        visited.pin();
      } finally {
        leave();
      }
      try {
        if (!visited.visit(visitor)) {
          return;
        }
      } finally {
        visited.unpin();
      }
    }
  }

  /** The items of a bucket, which outlast a turn while they are pinned. */
  private final class Bucket implements Index.SlotVisitor {

    private Key[] keys = new Key[16];
    private Item[] items = new Item[16];
    private int count;

    void clear() {
      Arrays.fill(keys, 0, count, null);
      Arrays.fill(items, 0, count, null);
      count = 0;
    }

    @Override
    public void visit(int hash, long ref, int uses) {
      if (count == keys.length) {
        keys = Arrays.copyOf(keys, 2 * count);
        items = Arrays.copyOf(items, 2 * count);
      }
      keys[count] = key(ref);
      items[count++] = item(ref, ValueAccess.LENT);
    }

    void pin() {
      for (int i = 0; i < count; i++) {
        items[i].value().pin();
      }
    }

    boolean visit(Visitor visitor) {
      for (int i = 0; i < count; i++) {
        Item item = items[i];
        boolean small = item.value().length() <= LARGEST_COPY;
        if (!visitor.visit(keys[i], small ? item.kept() : item)) {
          return false;
        }
      }
      return true;
    }

    void unpin() {
      for (int i = 0; i < count; i++) {
        items[i].value().unpin();
      }
    }
  }

  /** Counts the bytes of values that are being written. */
  void landing(long bytesMore) {
    landing.addAndGet(bytesMore);
  }

  /** Returns room for a value that is about to be received; null if there is too little. */
  @Nullable TableLanding land(Key key, int length) {
    // Slow senders hold what they have begun to send.
    long most = memory.limit() / LANDING_SHARE;
    return isTooLarge(length) || landing.get() + length > Math.max(most, length)
        ? null
        : new TableLanding(this, key, length, evicts);
  }

  /**
   * Prefetches into the processor's cache what the operations of a batch will look at. A lookup
   * waits for memory several times in a row, as each load yields the address of the next; many
   * lookups done in parallel, one step at a time, wait hardly longer than one.
   */
  void warm(Batch batch) {
    int size = batch.size();
    if (size < 2) {
      return;
    }
    int sum = 0;
    for (int from = 0; from < size; from += WARMED_TOGETHER) {
      int to = Math.min(size, from + WARMED_TOGETHER);
      for (int i = from; i < to; i++) {
        sum += index.warmBucket(hash(batch.operation(i).key()));
      }
      for (int i = from; i < to; i++) {
        sum += index.warmItem(hash(batch.operation(i).key()));
      }
    }
    warmth = sum;
  }

  /**
   * Keeps the table from being released until {@link #endUse}; whoever calls makes sure afterwards
   * that it had not been replaced before.
   */
  void beginUse() {
    users.incrementAndGet();
  }

  void endUse() {
    users.decrementAndGet();
  }

  boolean evicts() {
    return evicts;
  }

  Memory memory() {
    return memory;
  }

  Blocks blocks() {
    return blocks;
  }

  Index index() {
    return index;
  }

  Pins pins() {
    return pins;
  }

  OldestUse oldestUse() {
    return oldestUse;
  }

  long lastAccess(long ref) {
    int record = ItemBlock.access(memory.chunk(ref), memory.offset(ref));
    return base + (record & ItemBlock.LAST_ACCESS);
  }

  long size() {
    return index.size();
  }

  /** Returns the bytes of the blocks of all items. */
  long bytes() {
    return bytes.get();
  }

  long indexBytes() {
    return index.bytes();
  }

  long expiryBytes() {
    return expiry.bytes();
  }

  long evictionBytes() {
    return eviction.bytes();
  }

  long expiryEntries() {
    return expiry.entries();
  }

  /**
   * Gives all memory back unless some is still in use; after the table has been replaced.
   *
   * @return whether that is done
   */
  boolean release() {
    if (!turns.isQuiet() || !pins.isEmpty() || users.get() > 0) {
      return false;
    }
    blocks.releaseAll();
    index.release();
    expiry.release();
    eviction.release();
    return true;
  }
}
