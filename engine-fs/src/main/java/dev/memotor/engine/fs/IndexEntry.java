package dev.memotor.engine.fs;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;

/**
 * What is known in RAM about one item: all but its value, and where in its file that is. Changed
 * only by whoever is in the key's lane. About 72 bytes.
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

  /** The current header and its value would survive a power cut. */
  private boolean currentDurable;

  /** So would the header in the other slot, and it is what would be left of the item now. */
  private boolean otherDurable;

  /** What would survive is not known: the file was written by a process that crashed. */
  private boolean unknown;

  /** Known from the last end rather than from the file, into which somebody may have written. */
  private boolean remembered;

  /** The preamble says that slot 1 is in use. */
  private boolean marked;

  private boolean waitingForSync;
  private int sweepAt;

  /** The pass of the periodic sync before which the file was written last. */
  private int writtenBeforePass;

  IndexEntry(int attempt) {
    this.attempt = (byte) attempt;
  }

  /** Takes over what was found in a file. */
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

  /** Takes over what was known at the last end. */
  void remembered(
      Layout layout, int headerSlot, SlotHeader header, boolean wasFetched, boolean durable) {
    recovered(layout, headerSlot, header, durable);
    fetched = wasFetched;
    remembered = true;
  }

  /** Whether the file has not been looked at since the start. */
  boolean isRemembered() {
    return remembered;
  }

  /** Whether the file says what is remembered; then it counts as looked at. */
  boolean confirm(ItemFile.Content content) {
    SlotHeader header = content.header();
    // When it was accessed last is not in the file.
    boolean same =
        content.layout().equals(layout())
            && content.slot() == slot
            && header.equals(header().withStoredAt(header.storedAt()));
    remembered = !same;
    marked = content.marked();
    return same;
  }

  /** Whether the mark must be set after a write to that slot. */
  boolean needsMark(int writtenSlot) {
    return !marked && (writtenSlot == 1 || slot == 1);
  }

  void marked() {
    marked = true;
  }

  /** What stands in the current slot, but for the time of storing: that of the last access. */
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

  /** Takes over a file just made, or just made anew. */
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

  /** The file has been forced. */
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
   * Whether the header in the other slot may be overwritten: not if it is all that a power cut
   * would leave.
   */
  boolean maySwitchSlot() {
    return !unknown && (currentDurable || !otherDurable);
  }

  /**
   * Whether the current header, and the value if it changes too, may be overwritten where they are:
   * if one step does it, and if what a power cut would leave is elsewhere.
   */
  boolean mayStayInSlot(boolean sameValue) {
    return !unknown
        && layout().isOneBlock()
        && (sameValue || (slot == area && otherArea != area && otherArea != NO_AREA));
  }

  /** Whether all of it is within the block that one write changes, and no force must come first. */
  boolean mayChangePromptly() {
    return layout().isOneBlock() && (maySwitchSlot() || mayStayInSlot(false));
  }

  Item item(byte[] value) {
    return Item.restore(
        value, flags, exptime(), cas, marks, fetched, Integer.toUnsignedLong(lastAccess));
  }

  void recordAccess(long now) {
    fetched = true;
    lastAccess = (int) now;
  }

  /** A read of just this value, by somebody who is not in the lane: the record may miss it. */
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

  /** When the sweeper will look at the item, or 0. */
  long sweepAt() {
    return Integer.toUnsignedLong(sweepAt);
  }

  void sweepAt(long moment) {
    sweepAt = (int) moment;
  }

  /** Notes that the item waits for the next sync; false if it did already. */
  boolean startWaitingForSync() {
    boolean starts = !waitingForSync;
    waitingForSync = true;
    return starts;
  }

  void stopWaitingForSync() {
    waitingForSync = false;
  }

  /** Notes that the file has been written when that pass of the periodic sync had not begun. */
  void writtenBeforePass(int pass) {
    writtenBeforePass = pass;
  }

  /** Whether all that was written had been before that pass began, as far as is known. */
  boolean isCoveredBy(int pass) {
    // Passes may wrap around.
    return !unknown && writtenBeforePass - pass <= 0;
  }
}
