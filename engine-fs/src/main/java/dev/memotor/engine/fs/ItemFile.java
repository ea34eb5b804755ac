package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Interprets an item's file as found on disk.
 *
 * <p>An older version of the item counts only if a power failure explains that the newer one is
 * torn. Otherwise, a slot that cannot be read means that the item is lost, even if the other slot
 * is whole, because that one may hold a value that was replaced long ago.
 */
final class ItemFile {

  private static final int HEAD = 4096;
  private static final int CHUNK = 64 << 10;

  /** What a file turned out to be. */
  enum State {
    WHOLE,
    /** The item was never whole and, judging by the last shutdown, never acknowledged. */
    UNFINISHED,
    /** Not a file of this engine. */
    FOREIGN,
    /** Written by a later version. */
    NEWER,
    /** A file of this engine without the current version of its item. */
    DAMAGED
  }

  private enum Slot {
    BLANK,
    BROKEN,
    VALID
  }

  /**
   * What a file holds; unless it is WHOLE, only the state is set.
   *
   * @param torn whether the other slot, which may have been newer, was torn by a power failure
   * @param marked whether the preamble says that slot 1 is in use
   */
  record Content(
      State state,
      Key key,
      Layout layout,
      int slot,
      SlotHeader header,
      boolean torn,
      boolean marked) {

    static Content of(State state) {
      return new Content(state, null, null, 0, null, false, false);
    }
  }

  private final DiskFile file;
  private final byte[] head;
  private final int length;
  private final long size;
  private final Layout layout;
  private final boolean verify;

  private ItemFile(DiskFile file, byte[] head, int length, Layout layout, boolean verify)
      throws IOException {
    this.file = file;
    this.head = head;
    this.length = length;
    this.size = length < HEAD ? length : file.size();
    this.layout = layout;
    this.verify = verify || layout.isOneBlock();
  }

  /**
   * Reads a file.
   *
   * @param verify whether values are verified too; small ones always are
   */
  static Content read(DiskFile file, LastEnd lastEnd, boolean verify) throws IOException {
    byte[] head = new byte[HEAD];
    int length = file.read(0, head, 0, HEAD);
    if (length == 0) {
      return Content.of(lastEnd == LastEnd.CLEAN ? State.DAMAGED : State.UNFINISHED);
    }
    boolean powerCut = lastEnd == LastEnd.POWER_CUT;
    switch (Preamble.flaw(head, length)) {
      case FOREIGN -> {
        return Content.of(State.FOREIGN);
      }
      case NEWER -> {
        return Content.of(State.NEWER);
      }
      case BLANK -> {
        return Content.of(powerCut ? State.UNFINISHED : State.DAMAGED);
      }
      case BROKEN -> {
        return Content.of(powerCut && length < Preamble.LENGTH ? State.UNFINISHED : State.DAMAGED);
      }
      case NONE -> {}
    }
    Preamble preamble = Preamble.read(head);
    ItemFile found = new ItemFile(file, head, length, preamble.layout(), verify);
    boolean marked = Preamble.isMarked(head);
    return powerCut
        ? found.afterPowerCut(preamble, marked)
        : found.asWritten(preamble, marked, lastEnd);
  }

  /** Returns the item, if everything in the file is as this engine wrote it. */
  private Content asWritten(Preamble preamble, boolean marked, LastEnd lastEnd) throws IOException {
    byte[][] bytes = {headerBytes(0), headerBytes(1)};
    Slot first = slot(bytes[0]);
    Slot second = slot(bytes[1]);
    if (first == Slot.BROKEN || second == Slot.BROKEN || second == Slot.BLANK && marked) {
      return Content.of(State.DAMAGED);
    }
    if (first == Slot.BLANK) {
      boolean never = second == Slot.BLANK && lastEnd == LastEnd.KILL;
      return Content.of(never ? State.UNFINISHED : State.DAMAGED);
    }
    SlotHeader header = SlotHeader.read(bytes[0], 0);
    int slot = 0;
    if (second == Slot.VALID) {
      SlotHeader other = SlotHeader.read(bytes[1], 0);
      if (other.sequence() > header.sequence()) {
        header = other;
        slot = 1;
      }
    }
    if (isWhole(header)) {
      return new Content(State.WHOLE, preamble.key(), layout, slot, header, false, marked);
    }
    boolean creation = header.sequence() == SlotHeader.FIRST && second == Slot.BLANK;
    // The single write of a creation reaches the file page by page.
    boolean cut =
        size < layout.valueOffset(0) + header.valueLength() && size % DiskFile.ONE_STEP == 0;
    return Content.of(
        lastEnd == LastEnd.KILL && creation && cut ? State.UNFINISHED : State.DAMAGED);
  }

  /** Returns the newest version that is whole. */
  private Content afterPowerCut(Preamble preamble, boolean marked) throws IOException {
    byte[][] bytes = {headerBytes(0), headerBytes(1)};
    SlotHeader first = SlotHeader.read(bytes[0], 0);
    SlotHeader second = SlotHeader.read(bytes[1], 0);
    boolean secondIsNewer =
        second != null && (first == null || second.sequence() > first.sequence());
    int newest = secondIsNewer ? 1 : 0;
    for (int slot : new int[] {newest, 1 - newest}) {
      SlotHeader header = slot == 0 ? first : second;
      if (header != null && isWhole(header)) {
        boolean otherNeverUsed = slot == 0 && !marked && slot(bytes[1]) == Slot.BLANK;
        boolean torn = slot != newest || (slot == 0 ? second : first) == null && !otherNeverUsed;
        return new Content(State.WHOLE, preamble.key(), layout, slot, header, torn, marked);
      }
    }
    boolean cut =
        second == null
            && (first == null
                ? slot(bytes[0]) == Slot.BLANK || size < layout.valueOffset(0)
                : size < layout.valueOffset(0) + first.valueLength());
    return Content.of(cut ? State.UNFINISHED : State.DAMAGED);
  }

  /** Returns the bytes of a slot's header; those beyond the end of the file are zero. */
  private byte[] headerBytes(int slot) throws IOException {
    byte[] bytes = new byte[SlotHeader.LENGTH];
    long offset = layout.headerOffset(slot);
    if (offset + SlotHeader.LENGTH <= length) {
      System.arraycopy(head, (int) offset, bytes, 0, SlotHeader.LENGTH);
    } else {
      file.read(offset, bytes, 0, SlotHeader.LENGTH);
    }
    return bytes;
  }

  private static Slot slot(byte[] header) {
    if (SlotHeader.read(header, 0) != null) {
      return Slot.VALID;
    }
    for (byte b : header) {
      if (b != 0) {
        return Slot.BROKEN;
      }
    }
    return Slot.BLANK;
  }

  private boolean isWhole(SlotHeader header) throws IOException {
    boolean sound =
        header.area() >= 0
            && header.area() < layout.areas()
            && header.valueLength() >= 0
            && header.valueLength() <= layout.capacity()
            && layout.valueOffset(header.area()) + header.valueLength() <= size;
    return sound && (!verify || crc(header) == header.valueCrc());
  }

  private int crc(SlotHeader header) throws IOException {
    long offset = layout.valueOffset(header.area());
    if (offset + header.valueLength() <= length) {
      return SlotHeader.crc(head, (int) offset, header.valueLength());
    }
    CRC32C crc = new CRC32C();
    byte[] chunk = new byte[Math.min(CHUNK, header.valueLength())];
    for (int done = 0; done < header.valueLength(); ) {
      int count =
          file.read(offset + done, chunk, 0, Math.min(chunk.length, header.valueLength() - done));
      if (count == 0) {
        break;
      }
      crc.update(chunk, 0, count);
      done += count;
    }
    return (int) crc.getValue();
  }

  /**
   * Makes the slots agree with what was decided about them, so that a start after a kill finds
   * nothing that a kill could not leave. The item itself does not change.
   *
   * @param open opened for writing
   */
  static void settle(DiskFile open, Content content) throws IOException {
    if (content.torn()) {
      byte[] bytes = new byte[SlotHeader.LENGTH];
      // Older than the item, but with the same value: harmless whichever slot is chosen.
      content.header().before().write(bytes, 0);
      open.write(content.layout().headerOffset(1 - content.slot()), bytes, 0, bytes.length);
    }
    if (!content.marked() && (content.torn() || content.slot() == 1)) {
      Preamble.mark(open);
    }
  }

  /** Returns whether {@link #settle} has anything to do. */
  static boolean isUnsettled(Content content) {
    return content.torn() || content.slot() == 1 && !content.marked();
  }
}
