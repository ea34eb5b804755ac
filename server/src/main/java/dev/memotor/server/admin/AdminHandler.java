package dev.memotor.server.admin;

import dev.memotor.server.logging.LogLimit;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one request on a connection that lives for a limited time, so that slow clients do not
 * block the endpoint.
 */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.admin");

  /** The page asks every second and would flood the log. */
  private static final LogLimit FAILURES = new LogLimit(1, 60);

  private final Routes routes;
  private final TokenGate gate;
  private final long maxMillis;
  private final Runnable admitted;
  private boolean asked;
  private @Nullable Future<?> end;

  /**
   * Serves a connection.
   *
   * @param admitted runs once the client has presented the token, or needs none
   */
  AdminHandler(Routes routes, TokenGate gate, long maxMillis, Runnable admitted) {
    this.routes = routes;
    this.gate = gate;
    this.maxMillis = maxMillis;
    this.admitted = admitted;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    end = context.executor().schedule(() -> context.close(), maxMillis, TimeUnit.MILLISECONDS);
    context.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    // A pending task would keep the closed connection in memory.
    if (end != null) {
      end.cancel(false);
    }
    context.fireChannelInactive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (asked) {
      return;
    }
    asked = true;
    boolean head = request.method().equals(HttpMethod.HEAD);
    CompletableFuture<Reply> answer;
    try {
      answer = answer(context, request);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete(
        (reply, failure) ->
            context
                .executor()
                .execute(() -> send(context, failure == null ? reply : failed(failure), head)));
  }

  private static Reply failed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof BadRequestException) {
      return Reply.text(400, String.valueOf(cause.getMessage()));
    }
    if (FAILURES.permit() != LogLimit.LEFT_OUT) {
      LOG.error("an admin request failed; further ones are not logged for a minute", failure);
    }
    return Reply.text(500, "failed; the log says why");
  }

  private CompletableFuture<Reply> answer(ChannelHandlerContext context, FullHttpRequest request) {
    Throwable broken = request.decoderResult().cause();
    if (broken instanceof TooLongHttpLineException) {
      return now(414, "the address is too long");
    }
    if (broken instanceof TooLongHttpHeaderException) {
      return now(431, "the headers are too long");
    }
    if (broken != null) {
      return now(400, "this is not an HTTP request");
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      return now(405, "only GET and HEAD");
    }
    HttpHeaders headers = request.headers();
    if (!gate.isClosed() && !HostRule.allows(headers.get(HttpHeaderNames.HOST))) {
      return now(403, "ask by address or as localhost, or give the server an --admin-token");
    }
    QueryStringDecoder target = new QueryStringDecoder(request.uri());
    if (!isDecodable(target)) {
      return now(400, "the address has broken percent-encoding: write % as %25");
    }
    if (routes.isPublic(target.path())) {
      return answer(target, headers);
    }
    return gate.admits(
            headers.get(HttpHeaderNames.AUTHORIZATION),
            context.channel().remoteAddress(),
            context.executor())
        .thenCompose(
            admits -> {
              if (!admits) {
                return now(401, "give the token: Authorization: Bearer ...");
              }
              admitted.run();
              return answer(target, headers);
            });
  }

  private CompletableFuture<Reply> answer(QueryStringDecoder target, HttpHeaders headers) {
    @Nullable CompletableFuture<Reply> answer =
        routes.answer(target, headers.get(HttpHeaderNames.ACCEPT));
    return answer == null
        ? now(404, "there are /, /metrics, /counters, /data, /health and /ready")
        : answer;
  }

  private static boolean isDecodable(QueryStringDecoder target) {
    try {
      return target.path() != null && target.parameters() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static CompletableFuture<Reply> now(int status, String text) {
    return CompletableFuture.completedFuture(Reply.text(status, text));
  }

  private static void send(ChannelHandlerContext context, Reply reply, boolean head) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(reply.body()));
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, reply.type());
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
    headers.set(HttpHeaderNames.CONNECTION, "close");
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.set(
        "content-security-policy",
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'");
    headers.set("x-content-type-options", "nosniff");
    headers.set("x-frame-options", "DENY");
    headers.set("referrer-policy", "no-referrer");
    headers.set("cross-origin-resource-policy", "same-origin");
    if (reply.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
      headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    if (reply.status() == HttpResponseStatus.UNAUTHORIZED.code()) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Caused by the client, which may repeat it.
    LOG.debug("an admin connection failed", cause);
    context.close();
  }
}
