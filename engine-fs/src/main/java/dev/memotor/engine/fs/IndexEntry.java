package dev.memotor.engine.fs;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Value;

/**
 * What is known in RAM about an item: everything but its value, and where in the file the value is.
 * Changed only in the key's lane. About 72 bytes.
 */
final class IndexEntry {

  private static final int NO_AREA = -1;

  private final byte attempt;
  private byte areas;
  private int slotLength;

  private byte slot;
  private byte area;
  private byte otherArea = NO_AREA;
  private long sequence;

  private byte marks;
  private int flags;
  private int exptime;
  private int lastAccess;
  private long cas;
  private int valueLength;
  private int valueCrc;
  private boolean fetched;

  /** Whether the current header and its value would survive a power failure. */
  private boolean currentDurable;

  /** Whether the header in the other slot would, and is what a power failure would leave. */
  private boolean otherDurable;

  /**
   * Whether it is unknown what would survive, because the file was written by a process that
   * crashed.
   */
  private boolean unknown;

  /** Whether this comes from the snapshot; the file may have been changed since. */
  private boolean remembered;

  /** Whether the preamble says that slot 1 is in use. */
  private boolean marked;

  private boolean waitingForSync;
  private int sweepAt;

  /** The pass of the periodic sync before which the file was last written. */
  private int writtenBeforePass;

  IndexEntry(int attempt) {
    this.attempt = (byte) attempt;
  }

  /** Takes over what a file holds. */
  void recovered(ItemFile.Content content, boolean durable) {
    recovered(content.layout(), content.slot(), content.header(), durable);
    marked = content.marked();
  }

  private void recovered(Layout layout, int headerSlot, SlotHeader header, boolean durable) {
    areas = (byte) layout.areas();
    slotLength = layout.slotLength();
    slot = (byte) headerSlot;
    otherArea = NO_AREA;
    unknown = !durable;
    currentDurable = durable;
    otherDurable = false;
    fetched = false;
    remembered = false;
    marked = false;
    describe(header);
  }

  /** Takes over what the snapshot says. */
  void remembered(
      Layout layout, int headerSlot, SlotHeader header, boolean wasFetched, boolean durable) {
    recovered(layout, headerSlot, header, durable);
    fetched = wasFetched;
    remembered = true;
  }

  /** Returns whether the file has not been checked since the start. */
  boolean isRemembered() {
    return remembered;
  }

  /** Checks the remembered entry against the file; returns whether they agree. */
  boolean confirm(ItemFile.Content content) {
    SlotHeader header = content.header();
    // The file does not hold the time of the last access.
    boolean same =
        content.layout().equals(layout())
            && content.slot() == slot
            && header.equals(header().withStoredAt(header.storedAt()));
    remembered = !same;
    marked = content.marked();
    return same;
  }

  /** Returns whether the mark must be set after a write to that slot. */
  boolean needsMark(int writtenSlot) {
    return !marked && (writtenSlot == 1 || slot == 1);
  }

  void marked() {
    marked = true;
  }

  /**
   * Returns the header in the current slot, but with the time of the last access as its time of
   * storing.
   */
  SlotHeader header() {
    return new SlotHeader(
        marks,
        area,
        flags,
        exptime(),
        Integer.toUnsignedLong(lastAccess),
        cas,
        sequence,
        valueLength,
        valueCrc);
  }

  boolean isFetched() {
    return fetched;
  }

  /** Takes over a file just created or replaced. */
  void created(Layout layout, SlotHeader header, Item item, boolean durable) {
    recovered(layout, 0, header, true);
    currentDurable = durable;
    fetched = item.isFetched();
  }

  /** Takes over a header just written. */
  void written(int headerSlot, SlotHeader header, Item item) {
    if (headerSlot != slot) {
      otherDurable = currentDurable;
      otherArea = area;
      slot = (byte) headerSlot;
    }
    currentDurable = false;
    fetched = item.isFetched();
    describe(header);
  }

  /** Records that the file has been forced. */
  void forced() {
    currentDurable = true;
    unknown = false;
  }

  private void describe(SlotHeader header) {
    area = (byte) header.area();
    sequence = header.sequence();
    marks = (byte) header.marks();
    flags = header.flags();
    exptime = (int) header.exptime();
    lastAccess = (int) header.storedAt();
    cas = header.cas();
    valueLength = header.valueLength();
    valueCrc = header.valueCrc();
  }

  /**
   * Returns whether the header in the other slot may be overwritten: not if it is all that a power
   * failure would leave.
   */
  boolean maySwitchSlot() {
    return !unknown && (currentDurable || !otherDurable);
  }

  /**
   * Returns whether the current header, and the value if it changes too, may be overwritten in
   * place: if that is one step, and if what a power failure would leave is elsewhere.
   */
  boolean mayStayInSlot(boolean sameValue) {
    return !unknown
        && layout().isOneBlock()
        && (sameValue || (slot == area && otherArea != area && otherArea != NO_AREA));
  }

  /** Returns whether a change is one write to one block, with no force before it. */
  boolean mayChangeInline() {
    return layout().isOneBlock() && (maySwitchSlot() || mayStayInSlot(false));
  }

  Item item(Value value) {
    return Item.restore(
        value, flags, exptime(), cas, marks, fetched, Integer.toUnsignedLong(lastAccess));
  }

  void recordAccess(long now) {
    fetched = true;
    lastAccess = (int) now;
  }

  /** Records a read of this value from outside the lane, which may get lost. */
  void recordAccess(Item read) {
    if (cas == read.cas()) {
      recordAccess(read.lastAccess());
    }
  }

  boolean isExpired(long now) {
    return Exptime.isExpired(exptime(), now);
  }

  long exptime() {
    return Integer.toUnsignedLong(exptime);
  }

  Layout layout() {
    return new Layout(areas, slotLength);
  }

  int attempt() {
    return attempt;
  }

  int slot() {
    return slot;
  }

  int area() {
    return area;
  }

  long sequence() {
    return sequence;
  }

  long cas() {
    return cas;
  }

  int valueLength() {
    return valueLength;
  }

  int valueCrc() {
    return valueCrc;
  }

  /** Returns when the sweeper will look at the item, or 0. */
  long sweepAt() {
    return Integer.toUnsignedLong(sweepAt);
  }

  void sweepAt(long moment) {
    sweepAt = (int) moment;
  }

  /** Marks the item as waiting for the next sync; returns false if it was already. */
  boolean startWaitingForSync() {
    boolean starts = !waitingForSync;
    waitingForSync = true;
    return starts;
  }

  void stopWaitingForSync() {
    waitingForSync = false;
  }

  /** Records that the file was written before that pass of the periodic sync began. */
  void writtenBeforePass(int pass) {
    writtenBeforePass = pass;
  }

  /** Returns whether everything was written before that pass began, as far as is known. */
  boolean isCoveredBy(int pass) {
    // Pass numbers may wrap around.
    return !unknown && writtenBeforePass - pass <= 0;
  }
}
