package dev.memotor.server.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Refuses a second handshake. In TLS 1.2 a client may ask for one as often as it likes, at far less
 * cost than the server's, and the JDK's engine complies. TLS 1.3 has none.
 */
final class OneHandshake extends SslHandler {

  /** The type of a record is never encrypted in TLS 1.2; TLS 1.3 shows another one. */
  private static final int HANDSHAKE_RECORD = 22;

  OneHandshake(SSLEngine engine, Executor executor) {
    super(engine, false, executor);
  }

  /** The input always begins with the header of a record here. */
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
