package dev.memotor.server.accept;

import dev.memotor.server.logging.LogLimit;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses a listener that cannot accept, for instance because no file descriptor is left. The kernel
 * keeps reporting the pending connection, and an immediate retry would only keep a core busy. First
 * in the pipeline of each listener.
 */
@Sharable
public final class AcceptFailures extends ChannelDuplexHandler {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");
  private static final int SECONDS_BETWEEN_LINES = 10;
  private static final long PAUSE_MILLIS = 100;

  private final LogLimit limit = new LogLimit(1, SECONDS_BETWEEN_LINES);

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    long before = limit.permit();
    if (before != LogLimit.LEFT_OUT) {
      LOG.warn(
          "cannot accept connections on {}: {}; {}",
          context.channel().localAddress(),
          cause.getMessage(),
          before == 0
              ? "raise the limit of open files (ulimit -n) or lower -c"
              : "tried " + before + " times more since the last line");
    }
    if (context.channel().config().isAutoRead()) {
      context.channel().config().setAutoRead(false);
      context
          .executor()
          .schedule(
              () -> context.channel().config().setAutoRead(true),
              PAUSE_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void read(ChannelHandlerContext context) {
    // io_uring requests the next connection before it reports the failure of the previous one.
    if (context.channel().config().isAutoRead()) {
      context.read();
    }
  }
}
