package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.io.IOException;
import java.util.zip.CRC32C;

/** Makes sense of an item's file as it is found, finished or not. */
final class ItemFile {

  private static final int HEAD = 4096;
  private static final int CHUNK = 64 << 10;

  /** What a file turns out to be. */
  enum State {
    WHOLE,
    /** Its writer died before the item was whole for the first time. */
    UNFINISHED,
    /** Nothing of ours. */
    FOREIGN,
    /** Written by a later version. */
    NEWER,
    /** Ours, and no version of the item in it is whole. */
    DAMAGED
  }

  /** What a file holds; all but the state is null unless it is WHOLE. */
  record Content(State state, Key key, Layout layout, int slot, Meta meta) {

    static Content of(State state) {
      return new Content(state, null, null, 0, null);
    }
  }

  private ItemFile() {}

  /**
   * Reads a file's header.
   *
   * @param verify whether values are checked too; small ones always are
   */
  static Content read(DiskFile file, boolean verify) throws IOException {
    byte[] head = new byte[HEAD];
    int length = file.read(0, head, 0, HEAD);
    if (length == 0) {
      return Content.of(State.UNFINISHED);
    }
    switch (Preamble.flaw(head, length)) {
      case FOREIGN -> {
        return Content.of(State.FOREIGN);
      }
      case NEWER -> {
        return Content.of(State.NEWER);
      }
      case BROKEN -> {
        return Content.of(length < Preamble.LENGTH ? State.UNFINISHED : State.DAMAGED);
      }
      case NONE -> {}
    }
    Preamble preamble = Preamble.read(head);
    Layout layout = preamble.layout();
    long size = length < HEAD ? length : file.size();
    Meta first = meta(file, head, length, layout, 0);
    Meta second = meta(file, head, length, layout, 1);
    boolean secondIsNewer =
        second != null && (first == null || second.sequence() > first.sequence());
    boolean check = verify || layout.isOneBlock();
    for (int turn = 0; turn < 2; turn++) {
      int slot = secondIsNewer == (turn == 0) ? 1 : 0;
      Meta meta = slot == 0 ? first : second;
      if (meta != null && isWhole(file, head, length, size, layout, meta, check)) {
        return new Content(State.WHOLE, preamble.key(), layout, slot, meta);
      }
    }
    boolean cut =
        second == null
            && (first == null
                ? isBlank(head, length)
                : size < layout.valueOffset(0) + first.valueLength());
    return Content.of(cut ? State.UNFINISHED : State.DAMAGED);
  }

  private static Meta meta(DiskFile file, byte[] head, int length, Layout layout, int slot)
      throws IOException {
    long offset = layout.metaOffset(slot);
    if (offset + Meta.LENGTH <= length) {
      return Meta.read(head, (int) offset);
    }
    byte[] bytes = new byte[Meta.LENGTH];
    return file.read(offset, bytes, 0, Meta.LENGTH) == Meta.LENGTH ? Meta.read(bytes, 0) : null;
  }

  private static boolean isWhole(
      DiskFile file, byte[] head, int length, long size, Layout layout, Meta meta, boolean check)
      throws IOException {
    boolean sound =
        meta.area() >= 0
            && meta.area() < layout.areas()
            && meta.valueLength() >= 0
            && meta.valueLength() <= layout.capacity()
            && layout.valueOffset(meta.area()) + meta.valueLength() <= size;
    return sound && (!check || crc(file, head, length, layout, meta) == meta.valueCrc());
  }

  private static int crc(DiskFile file, byte[] head, int length, Layout layout, Meta meta)
      throws IOException {
    if (layout.valueOffset(meta.area()) + meta.valueLength() <= length) {
      return Meta.crc(head, (int) layout.valueOffset(meta.area()), meta.valueLength());
    }
    CRC32C crc = new CRC32C();
    byte[] chunk = new byte[Math.min(CHUNK, meta.valueLength())];
    long offset = layout.valueOffset(meta.area());
    for (int done = 0; done < meta.valueLength(); ) {
      int count =
          file.read(offset + done, chunk, 0, Math.min(chunk.length, meta.valueLength() - done));
      if (count == 0) {
        break;
      }
      crc.update(chunk, 0, count);
      done += count;
    }
    return (int) crc.getValue();
  }

  /** Whether nothing was ever written where the first meta goes. */
  private static boolean isBlank(byte[] head, int length) {
    for (int i = Preamble.LENGTH; i < Math.min(length, Preamble.LENGTH + Meta.LENGTH); i++) {
      if (head[i] != 0) {
        // A part of a meta is still an unfinished one if the file ends in it.
        return length < Preamble.LENGTH + Meta.LENGTH;
      }
    }
    return true;
  }
}
