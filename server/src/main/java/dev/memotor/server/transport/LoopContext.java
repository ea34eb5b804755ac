package dev.memotor.server.transport;

import dev.memotor.server.auth.Authentication;
import dev.memotor.server.auth.Session;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.dispatch.Turn;
import dev.memotor.server.observe.LoopObserver;
import dev.memotor.server.observe.watch.WatchHub;
import dev.memotor.server.protocol.ProtocolContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the connections of one event loop share; used on its thread only. */
record LoopContext(
    Turn turn, ProtocolContext protocol, ByteBudget.Share output, Buffers buffers, Common common) {

  /** Reused for each connection in turn. */
  record Buffers(ReplyBuffer replies, byte[] scratch) {

    private static final int SCRATCH_LENGTH = 64 * 1024;

    Buffers() {
      this(new ReplyBuffer(), new byte[SCRATCH_LENGTH]);
    }
  }

  /**
   * What all event loops share.
   *
   * @param requestsPerTurn the most commands that a turn takes from one connection ({@code -R})
   */
  record Common(ItemWalks walks, @Nullable Authentication authentication, int requestsPerTurn) {}

  ItemWalks walks() {
    return common.walks();
  }

  WatchHub watchHub() {
    return observer().watchHub();
  }

  ByteBudget.Share input() {
    return protocol.input();
  }

  /** Returns what checks logins, of a server with users. */
  Authentication authentication() {
    return Objects.requireNonNull(common.authentication(), "a login without users");
  }

  Session newSession() {
    return common.authentication() == null ? Session.open() : common.authentication().newSession();
  }

  int requestsPerTurn() {
    return common.requestsPerTurn();
  }

  LoopObserver observer() {
    return protocol.observer();
  }
}
