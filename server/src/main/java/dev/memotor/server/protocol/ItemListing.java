package dev.memotor.server.protocol;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.buffer.ReplyBuffer;

/** A reply with a line for each item of the store, in the format of one command. */
public interface ItemListing {

  default void begin(ReplyBuffer out) {}

  /** Writes an item's line; returns whether to continue. */
  boolean item(Key key, Item item, ReplyBuffer out);

  void end(ReplyBuffer out);

  /** Writes that another listing is running. */
  void busy(ReplyBuffer out);

  /** Writes that some items are missing. */
  default void failed(ReplyBuffer out) {
    out.put("SERVER_ERROR the listing is incomplete").crlf();
  }
}
