package dev.memotor.server.protocol;

import dev.memotor.engine.Operation;
import dev.memotor.server.auth.Login;
import dev.memotor.server.auth.Session;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.observe.watch.Stream;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The connection as a protocol sees it. Replies leave in the order of these calls. Used on the
 * connection's event loop only.
 */
public interface Connection {

  /** What the connection may do. */
  Session session();

  /**
   * Has a step of a client towards a user checked. Until that has ended the connection may not ask;
   * then its session has the user, if there is one, and the request is answered.
   */
  <R extends Request & LoginReply> void authenticate(Login login, R request);

  /**
   * Asks the engine, unless the session does not permit it; the request is answered when the
   * operation has ended.
   */
  void submit(Request request, Operation operation);

  /** Answers without asking the engine, after everything asked before. */
  void reply(Request request);

  /**
   * Does something that concerns all items, after everything asked before; the request is answered
   * when that has ended.
   */
  void flushAll(Request request, Supplier<CompletionStage<Void>> flush);

  /** Lists all items, after everything asked before has been answered. */
  void list(ItemListing listing);

  /** Returns whether a request is still unanswered. */
  boolean hasUnanswered();

  /**
   * Makes the connection a log of events: its further input is ignored. The log begins after the
   * next reply.
   *
   * @return false if too many watch already
   */
  boolean watch(Set<Stream> streams);

  /**
   * Returns whether the connection may submit more now; if not, the decoder stops until it is
   * resumed.
   */
  boolean mayAsk();

  /**
   * Counts a command that is about to be carried out. If the turn has taken enough of this
   * connection, the command has to wait for the next one, and the decoder stops.
   *
   * @param in has the command from {@code from} to {@code to}, without its value and line end
   */
  boolean beginsCommand(byte[] in, int from, int to);

  /** Takes no more input, answers what was asked, then closes. */
  void closeAfterReplies();

  /** Closes at once; what was asked is not answered. */
  void abort();
}
