package dev.memotor.server.protocol;

import dev.memotor.engine.Operation;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.watch.Stream;
import java.util.Set;

/**
 * The connection as a protocol sees it. Replies leave in the order of these calls. Used on the
 * connection's event loop only.
 */
public interface Connection {

  /** Asks the engine; the request is answered when the operation has ended. */
  void submit(Request request, Operation operation);

  /** Answers without asking the engine, after everything asked before. */
  void reply(Request request);

  /** Removes all items, after everything asked before. */
  void flushAll(Request request);

  /** Lists all items, after everything asked before has been answered. */
  void list(ItemListing listing);

  /** Whether something asked has not been answered yet. */
  boolean hasUnanswered();

  /**
   * Makes the connection a log of events: its further input is passed over. The log begins after
   * the next reply.
   *
   * @return false if too many watch already
   */
  boolean watch(Set<Stream> streams);

  /** Whether the connection may ask more now; if not, the decoder stops until it is resumed. */
  boolean mayAsk();

  /** Takes no more input, answers what was asked, then closes. */
  void closeAfterReplies();

  /** Closes at once; what was asked is not answered. */
  void abort();
}
