package dev.memotor.server.transport;

import dev.memotor.server.config.ListenAddress.Encryption;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.LoopObserver;
import dev.memotor.server.tls.Tls;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Turns a connection into a TLS connection if it begins like one, and soon. Others are closed
 * silently: their clients could not read a reply.
 */
final class TlsStart extends ChannelInboundHandlerAdapter {

  private static final int HANDSHAKE_RECORD = 22;

  /** The same limit as for the handshake itself. */
  static final long MAX_SILENT_SECONDS = 10;

  private final Tls tls;
  private final Encryption encryption;
  private final LoopObserver observer;

  // handlerAdded comes before any other call.
  @SuppressWarnings("NullAway.Init")
  private Future<?> timeout;

  TlsStart(Tls tls, Encryption encryption, LoopObserver observer) {
    this.tls = tls;
    this.encryption = encryption;
    this.observer = observer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    timeout =
        context.executor().schedule(() -> refuse(context), MAX_SILENT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    timeout.cancel(false);
  }

  private void refuse(ChannelHandlerContext context) {
    observer.increment(Counter.SSL_HANDSHAKE_ERRORS);
    context.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (in.getByte(in.readerIndex()) != HANDSHAKE_RECORD) {
      in.release();
      refuse(context);
      return;
    }
    context
        .pipeline()
        .addAfter(context.name(), null, tls.newHandler(context.channel(), encryption));
    context.fireChannelRead(message);
    context.pipeline().remove(this);
  }
}
