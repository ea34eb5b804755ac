package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ItemEnvelope;

/**
 * A change of one key: an item put or removed, with its entries in the expiry index. Until it is
 * committed, later operations find it in {@link UncommittedWrites}.
 */
abstract class Write extends CommitEntry {

  private static final int ITEMS = Database.Family.ITEMS.id();
  private static final int EXPIRY = Database.Family.EXPIRY.id();

  private final UncommittedWrites uncommitted;
  private final int generation;
  private final Key key;
  private final Item item;
  private final long addedExptime;
  private final long droppedExptime;

  /**
   * Creates a change.
   *
   * @param basis the uncommitted write that this one builds on, or null
   * @param item the item put, or null to remove the key
   * @param oldExptime the exptime of the current item if known, otherwise {@link Exptime#NEVER}
   */
  Write(
      CommitEntry basis,
      UncommittedWrites uncommitted,
      int generation,
      Key key,
      Item item,
      long oldExptime) {
    super(basis);
    this.uncommitted = uncommitted;
    this.generation = generation;
    this.key = key;
    this.item = item;
    long exptime = item == null ? Exptime.NEVER : item.exptime();
    // Every item that expires has an index entry. An entry known to exist is left alone, and one
    // known to be outdated is removed; the sweeper removes other outdated ones.
    this.addedExptime = exptime == oldExptime ? Exptime.NEVER : exptime;
    this.droppedExptime = exptime == oldExptime ? Exptime.NEVER : oldExptime;
  }

  final Key key() {
    return key;
  }

  /** Returns the item put, or null if the key is removed. */
  final Item item() {
    return item;
  }

  @Override
  final long length() {
    int itemKeyLength = StoreKeys.GENERATION_LENGTH + key.length();
    int expiryKeyLength = StoreKeys.EXPIRY_PREFIX_LENGTH + key.length();
    long length =
        item == null
            ? WriteBatchBytes.deleteLength(ITEMS, itemKeyLength)
            : WriteBatchBytes.putLength(ITEMS, itemKeyLength, ItemEnvelope.length(item));
    if (droppedExptime != Exptime.NEVER) {
      length += WriteBatchBytes.deleteLength(EXPIRY, expiryKeyLength);
    }
    if (addedExptime != Exptime.NEVER) {
      length += WriteBatchBytes.putLength(EXPIRY, expiryKeyLength, 0);
    }
    return length;
  }

  @Override
  final void writeTo(WriteBatchBytes batch) {
    if (item == null) {
      batch.deleteItem(ITEMS, generation, key);
    } else {
      batch.putItem(ITEMS, generation, key, item);
    }
    if (droppedExptime != Exptime.NEVER) {
      batch.deleteExpiry(EXPIRY, generation, droppedExptime, key);
    }
    if (addedExptime != Exptime.NEVER) {
      batch.putExpiry(EXPIRY, generation, addedExptime, key);
    }
  }

  @Override
  final void leaveUncommitted() {
    uncommitted.remove(this);
  }
}
