package dev.memotor.server.protocol;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.auth.Session;
import dev.memotor.server.buffer.ReplyBuffer;

/** A listing restricted to the items of one user, whose key prefix it hides. */
public final class PrefixListing implements ItemListing {

  private final ItemListing listing;
  private final Session session;

  private PrefixListing(ItemListing listing, Session session) {
    this.listing = listing;
    this.session = session;
  }

  /** Restricts a listing to what the session's user may see. */
  public static ItemListing of(ItemListing listing, Session session) {
    return session.hasPrefix() ? new PrefixListing(listing, session) : listing;
  }

  @Override
  public void begin(ReplyBuffer out) {
    listing.begin(out);
  }

  @Override
  public boolean item(Key key, Item item, ReplyBuffer out) {
    return !session.owns(key)
        || listing.item(Key.copyOf(key.bytes(), session.prefixLength(), key.length()), item, out);
  }

  @Override
  public void end(ReplyBuffer out) {
    listing.end(out);
  }

  @Override
  public void busy(ReplyBuffer out) {
    listing.busy(out);
  }

  @Override
  public void failed(ReplyBuffer out) {
    listing.failed(out);
  }
}
