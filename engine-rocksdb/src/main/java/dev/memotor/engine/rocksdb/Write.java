package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ItemEnvelope;

/**
 * A change of one key: an item put or removed, with its entries in the expiry index. Until it is
 * committed it stands in the {@link UncommittedWrites}, where operations behind it find it.
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
   * A change.
   *
   * @param basis the uncommitted write that this one builds on, or null
   * @param item what is put, or null to remove
   * @param oldExptime exptime of the item that is there, as far as is known; else {@link
   *     Exptime#NEVER}
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
    // Every item that expires has its place in the index; a place known to be there already is
    // left alone, one known to be outdated goes. Unknown outdated places are the sweeper's.
    this.addedExptime = exptime == oldExptime ? Exptime.NEVER : exptime;
    this.droppedExptime = exptime == oldExptime ? Exptime.NEVER : oldExptime;
  }

  final Key key() {
    return key;
  }

  /** The item put, or null if one is removed. */
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
