package dev.memotor.server.protocol;

import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.Operation;
import dev.memotor.server.auth.Login;
import dev.memotor.server.auth.Session;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.observe.watch.Stream;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its protocol sees it. Replies leave in the order of these calls. Used on the
 * connection's event loop only.
 */
public interface Connection {

  Session session();

  /**
   * Starts a login step. Until it has ended the connection may not submit; then its session has the
   * user, if accepted, and the request is answered.
   */
  <R extends Request & LoginReply> void authenticate(Login login, R request);

  /**
   * Submits an operation to the engine, or refuses it if the session does not permit it; the
   * request is answered when the operation has ended.
   */
  void submit(Request request, Operation operation);

  /**
   * Returns room in the engine for a large value that is about to arrive, which the caller fills
   * and submits or abandons; null if the value belongs on the heap.
   */
  @Nullable Landing receive(Key key, int length);

  /** Answers without the engine, after all earlier requests. */
  void reply(Request request);

  /** Removes all items, after all earlier requests; the request is answered when that has ended. */
  void flushAll(Request request, Supplier<CompletionStage<Void>> flush);

  /** Lists all items, after all earlier requests have been answered. */
  void list(ItemListing listing);

  boolean hasUnanswered();

  /**
   * Turns the connection into a log of events, which begins after the next reply; further input is
   * ignored.
   *
   * @return false if there are too many watchers
   */
  boolean watch(Set<Stream> streams);

  /**
   * Returns whether the connection may submit more now; if not, the decoder stops until it is
   * resumed.
   */
  boolean maySubmit();

  /**
   * Counts a command before it is executed. Returns false if the turn has taken enough of this
   * connection: the command must wait for the next turn, and the decoder stops.
   *
   * @param in holds the command from {@code from} to {@code to}, without its value and line end
   */
  boolean beginsCommand(byte[] in, int from, int to);

  /** Takes no more input, answers all pending requests, then closes. */
  void closeAfterReplies();

  /** Closes at once; pending requests are not answered. */
  void abort();
}
