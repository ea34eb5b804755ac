package dev.memotor.engine.fs;

/**
 * The layout of an item's file:
 *
 * <pre>
 * 0                 {@link Preamble}: what never changes, such as the key
 * 512               slot 0: a {@link SlotHeader}, followed by value area 0
 * 512 + slotLength  slot 1: a {@link SlotHeader} and, if there are two areas, value area 1
 * </pre>
 *
 * <p>The header with the higher sequence number is current. A change writes the other one, so that
 * the item survives, old or new, whatever happens meanwhile. A new value goes into the area that is
 * not in use; a file with only one area (for a large value) is replaced as a whole. Slots begin at
 * different sectors: a torn write to one cannot damage the other.
 */
record Layout(int areas, int slotLength) {

  static final int SECTOR = 512;

  /** With two slots of this length, the whole file is one block of 4 KiB. */
  private static final int SMALLEST_SLOT = 1536;

  /** Above this, a second area costs more space than it saves time. */
  private static final int LARGEST_DOUBLE_SLOT = 256 << 10;

  /** Returns the layout of a new file for a value of this length. */
  static Layout forValue(int valueLength) {
    int needed = Math.addExact(SlotHeader.LENGTH, valueLength);
    if (needed <= SMALLEST_SLOT) {
      return new Layout(2, SMALLEST_SLOT);
    }
    if (needed <= LARGEST_DOUBLE_SLOT) {
      // Room to grow costs nothing: what is not written takes up no block.
      return new Layout(2, Integer.highestOneBit(needed - 1) << 1);
    }
    return new Layout(1, Math.addExact(needed, SECTOR - 1) & -SECTOR);
  }

  /** Returns whether the numbers, read from a file, are plausible. */
  boolean isSound() {
    return (areas == 1 || areas == 2) && slotLength >= SECTOR && slotLength % SECTOR == 0;
  }

  long headerOffset(int slot) {
    return SECTOR + (long) slot * slotLength;
  }

  long valueOffset(int area) {
    return headerOffset(area) + SlotHeader.LENGTH;
  }

  /** Returns the length of the longest value that fits an area. */
  int capacity() {
    return slotLength - SlotHeader.LENGTH;
  }

  /** Returns whether a value of this length can go into the area that is not in use. */
  boolean accepts(int valueLength) {
    boolean wasteful = slotLength > 8192 && valueLength < slotLength / 4;
    return areas == 2 && valueLength <= capacity() && !wasteful;
  }

  /** Returns whether the whole file is within the first {@link DiskFile#ONE_STEP} bytes. */
  boolean isOneBlock() {
    return headerOffset(areas) <= DiskFile.ONE_STEP;
  }
}
