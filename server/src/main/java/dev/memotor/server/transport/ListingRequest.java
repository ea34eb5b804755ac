package dev.memotor.server.transport;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.dispatch.Turn;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.LoopObserver;
import dev.memotor.server.protocol.ItemListing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A listing of all items in progress. It begins when all earlier replies have left, and is as fast
 * as the client reads: the walk waits while two portions are in flight.
 */
final class ListingRequest extends Request {

  private static final long PORTION = 64 * 1024;
  private static final int MAX_IN_FLIGHT = 2;

  private final ItemListing listing;
  private final Channel channel;
  private final Turn turn;
  private final ItemWalks walks;
  private final LoopObserver observer;
  private final Semaphore portions = new Semaphore(MAX_IN_FLIGHT);
  private final ReplyBuffer walked = new ReplyBuffer();
  private volatile boolean cancelled;
  private boolean busy;

  /** Used on the walk's thread only. */
  private boolean opened;

  ListingRequest(
      ItemListing listing, Channel channel, Turn turn, ItemWalks walks, LoopObserver observer) {
    this.observer = observer;
    this.listing = listing;
    this.channel = channel;
    this.turn = turn;
    this.walks = walks;
  }

  @Override
  protected void reachedHead() {
    channel.closeFuture().addListener(closed -> cancel());
    walked.begin(channel.alloc(), this::send);
    if (!walks.begin(this::visit, this::ended)) {
      busy = true;
      turn.finishLater(this, null, null);
    }
  }

  private void cancel() {
    cancelled = true;
    portions.release();
  }

  /** Begins the listing, once the walk is running. */
  private void open() {
    if (!opened) {
      opened = true;
      listing.begin(walked);
    }
  }

  private boolean visit(Key key, Item item) {
    open();
    boolean more = listing.item(key, item, walked);
    if (walked.size() >= PORTION) {
      flushPortion();
    }
    return more && !cancelled;
  }

  private void flushPortion() {
    walked.end();
    walked.begin(channel.alloc(), this::send);
  }

  private void send(ByteBuf portion) {
    portions.acquireUninterruptibly();
    if (cancelled) {
      portion.release();
      return;
    }
    int length = portion.readableBytes();
    channel
        .writeAndFlush(portion)
        .addListener(
            written -> {
              // On the loop's thread, the only one that may count.
              observer.add(Counter.BYTES_WRITTEN, length);
              portions.release();
            });
  }

  private void ended(@Nullable Throwable failure) {
    open();
    walked.end();
    turn.finishLater(
        this,
        null,
        failure == null ? null : EngineException.of(failure, "a walk over all items failed"));
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (busy) {
      listing.busy(out);
    } else {
      listing.end(out);
    }
  }

  @Override
  protected void writeFailure(ReplyBuffer out, EngineException failure) {
    listing.failed(out);
  }
}
