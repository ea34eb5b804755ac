package dev.memotor.server.transport;

import dev.memotor.server.dispatch.ByteBudget;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;

/** Charges the output budget for replies that the socket of a connection has not accepted yet. */
final class UnsentReplies {

  /** Up to this many bytes are not charged: counting them would not be worth its cost. */
  private static final long FREE = 16 * 1024;

  private final ByteBudget.Share budget;
  private final Channel channel;
  private final ChannelFutureListener sent = done -> sent();
  private long charged;
  private boolean awaitsSent;
  private boolean closed;

  UnsentReplies(ByteBudget.Share budget, Channel channel) {
    this.budget = budget;
    this.channel = channel;
  }

  /** Charges the budget for what is unsent now, and again when that has been sent. */
  void charge() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    long bytes = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    bytes = bytes <= FREE ? 0 : bytes;
    budget.give(charged);
    budget.add(bytes);
    charged = bytes;
    if (bytes > 0 && !awaitsSent) {
      awaitsSent = true;
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent);
    }
  }

  private void sent() {
    awaitsSent = false;
    if (!closed) {
      charge();
    }
  }

  void close() {
    closed = true;
    budget.give(charged);
    charged = 0;
  }
}
