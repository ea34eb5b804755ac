package dev.memotor.server.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Refuses renegotiation. In TLS 1.2 a client may request a handshake as often as it likes, which
 * costs the server far more than the client, and the JDK's engine complies. TLS 1.3 has no
 * renegotiation.
 */
final class OneHandshake extends SslHandler {

  /** The type of a handshake record, which TLS 1.2 never encrypts; TLS 1.3 hides it. */
  private static final int HANDSHAKE_RECORD = 22;

  OneHandshake(SSLEngine engine, Executor executor) {
    super(engine, false, executor);
  }

  /** Decrypts input, which starts at a record in each call. */
  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws SSLException {
    if (in.isReadable()
        && in.getByte(in.readerIndex()) == HANDSHAKE_RECORD
        && handshakeFuture().isSuccess()) {
      in.skipBytes(in.readableBytes());
      throw new SSLException("the client asked for a renegotiation");
    }
    super.decode(context, in, out);
  }
}
