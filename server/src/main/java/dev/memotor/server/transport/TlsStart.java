package dev.memotor.server.transport;

import dev.memotor.server.config.ListenAddress.Encryption;
import dev.memotor.server.stats.Counter;
import dev.memotor.server.stats.Counters;
import dev.memotor.server.tls.Tls;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Makes a TLS connection of one that begins as TLS does. Any other is closed without a word: its
 * client could not read it.
 */
final class TlsStart extends ChannelInboundHandlerAdapter {

  private static final int HANDSHAKE_RECORD = 22;

  private final Tls tls;
  private final Encryption encryption;
  private final Counters counters;

  TlsStart(Tls tls, Encryption encryption, Counters counters) {
    this.tls = tls;
    this.encryption = encryption;
    this.counters = counters;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (in.getByte(in.readerIndex()) != HANDSHAKE_RECORD) {
      in.release();
      counters.increment(Counter.SSL_HANDSHAKE_ERRORS);
      context.close();
      return;
    }
    context
        .pipeline()
        .addAfter(context.name(), null, tls.newHandler(context.channel(), encryption));
    context.fireChannelRead(message);
    context.pipeline().remove(this);
  }
}
