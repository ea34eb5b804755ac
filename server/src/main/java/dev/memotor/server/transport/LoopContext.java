package dev.memotor.server.transport;

import dev.memotor.server.auth.Authentication;
import dev.memotor.server.auth.Session;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.dispatch.Turn;
import dev.memotor.server.observe.LoopObserver;
import dev.memotor.server.observe.watch.WatchHub;
import dev.memotor.server.protocol.ProtocolContext;

/** What the connections of one event loop share; used on its thread only. */
final class LoopContext {

  private static final int SCRATCH_LENGTH = 64 * 1024;

  private final Turn turn;
  private final ProtocolContext protocol;
  private final ItemWalks walks;
  private final ByteBudget.Share output;

  /** Null if there are no users. */
  private final Authentication authentication;

  private final int requestsPerTurn;

  private final ReplyBuffer replies = new ReplyBuffer();
  private final byte[] scratch = new byte[SCRATCH_LENGTH];

  LoopContext(
      Turn turn,
      ProtocolContext protocol,
      ItemWalks walks,
      ByteBudget.Share output,
      Authentication authentication,
      int requestsPerTurn) {
    this.requestsPerTurn = requestsPerTurn;
    this.output = output;
    this.authentication = authentication;
    this.turn = turn;
    this.protocol = protocol;
    this.walks = walks;
  }

  Turn turn() {
    return turn;
  }

  ProtocolContext protocol() {
    return protocol;
  }

  ItemWalks walks() {
    return walks;
  }

  WatchHub watchHub() {
    return counters().watchHub();
  }

  /** Memory for what clients have sent. */
  ByteBudget.Share input() {
    return protocol.input();
  }

  /** Memory for what is on its way to clients. */
  ByteBudget.Share output() {
    return output;
  }

  Authentication authentication() {
    return authentication;
  }

  /** What a new connection may do. */
  Session newSession() {
    return authentication == null ? Session.open() : authentication.newSession();
  }

  /** How many commands a turn takes from one connection ({@code -R}). */
  int requestsPerTurn() {
    return requestsPerTurn;
  }

  LoopObserver counters() {
    return protocol.counters();
  }

  ReplyBuffer replies() {
    return replies;
  }

  byte[] scratch() {
    return scratch;
  }
}
