package dev.memotor.server.transport;

import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.Operation;
import dev.memotor.server.auth.Attempt;
import dev.memotor.server.auth.Login;
import dev.memotor.server.auth.LoginOutcome;
import dev.memotor.server.auth.Session;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.config.ListenAddress.Protocol;
import dev.memotor.server.dispatch.ReplyQueue;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.dispatch.Turn;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.watch.Stream;
import dev.memotor.server.observe.watch.Watcher;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.Decoder;
import dev.memotor.server.protocol.ItemListing;
import dev.memotor.server.protocol.LoginReply;
import dev.memotor.server.protocol.binary.BinaryDecoder;
import dev.memotor.server.protocol.binary.BinaryHeader;
import dev.memotor.server.protocol.text.TextDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: feeds its bytes to the decoder of its protocol, its requests to the turn of its
 * event loop, and its replies to the network.
 *
 * <p>The memory of a connection is bounded: it submits only while its {@link RequestWindow} is open
 * and its client reads the replies; otherwise its input stays in the kernel.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter implements Connection, Watcher {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

  /** Replies are written in portions, so that a slow client holds no more than one. */
  private static final long REPLY_PORTION = 256 * 1024;

  private static final SocketAddress UNKNOWN_PEER = new InetSocketAddress(0);
  private static final SocketAddress UNIX_PEER = new DomainSocketAddress("");

  private enum Stage {
    OPEN,
    /** The client's credentials are being checked; further commands depend on the outcome. */
    AUTHENTICATING,
    /** The connection is a log of events; its input is ignored. */
    WATCHING,
    /** Answers pending requests, then closes. */
    CLOSING,
    CLOSED
  }

  /** Whether the input has ended. */
  private enum InputEnd {
    NONE,
    BY_CLIENT,
    /** The server stops. */
    BY_SERVER
  }

  private final LoopContext loop;
  private final OpenConnections connections;
  private final Turn turn;
  private final int id;
  private final ReplyQueue queue;
  private final Session session;
  private final Protocol protocol;
  private final RequestWindow window = new RequestWindow();
  private final InputBuffer input;
  private final Consumer<ByteBuf> writer = this::write;
  private final Runnable resume = this::resume;

  private final Channel channel;

  /** Known also after the channel has closed. */
  private final SocketAddress peer;

  private final UnsentReplies unsent;

  /** Null while the wire log is off; looked up once a turn. */
  private @Nullable WireLog log;

  /** Set when the first byte arrives: it or the listener decides on the protocol. */
  private @Nullable Decoder decoder;

  private Stage stage = Stage.OPEN;
  private InputEnd inputEnd = InputEnd.NONE;

  /** Not null while {@link Stage#AUTHENTICATING}. */
  private @Nullable Attempt attempt;

  /** Number of commands taken in the current turn. */
  private int taken;

  /** Whether the limit per turn was reached; the rest waits for the next turn. */
  private boolean yielded;

  /** Whether the next turn will continue with the input. */
  private boolean resuming;

  /** Whether received input will be decoded as soon as the connection may submit. */
  private boolean stalled;

  private final boolean encrypted;

  private boolean secured;

  /** Whether a watching client's log has begun; read by other threads. */
  private volatile boolean watchOpen;

  private long lastCommandNanos = System.nanoTime();

  ConnectionHandler(
      Channel channel,
      LoopContext loop,
      OpenConnections connections,
      boolean encrypted,
      Protocol protocol) {
    this.channel = channel;
    this.peer = peerOf(channel);
    this.unsent = new UnsentReplies(loop.output(), channel);
    this.encrypted = encrypted;
    this.protocol = protocol;
    this.loop = loop;
    this.connections = connections;
    this.turn = loop.turn();
    this.input = new InputBuffer(loop.input(), loop.buffers().scratch());
    this.id = connections.nextId();
    this.session = loop.newSession();
    this.queue = new ReplyQueue(id, loop.input(), loop.output(), this::turnEnded);
  }

  private static SocketAddress peerOf(Channel channel) {
    SocketAddress peer = channel.remoteAddress();
    if (peer != null) {
      return peer;
    }
    // io_uring looks it up, and returns null if the client has reset the connection.
    return channel.localAddress() instanceof InetSocketAddress ? UNKNOWN_PEER : UNIX_PEER;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    loop.observer().increment(Counter.TOTAL_CONNECTIONS);
    connections.opened(this, isNewcomer());
    loop.watchHub().connected(id, ip(), port(), transport());
    if (WireLog.isOn()) {
      WireLog.opened(id, protocol);
    }
  }

  private String ip() {
    return peer instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : "unix";
  }

  private int port() {
    return peer instanceof InetSocketAddress address ? address.getPort() : 0;
  }

  private String transport() {
    return peer instanceof InetSocketAddress ? "tcp" : "unix";
  }

  private void write(ByteBuf buffer) {
    channel.write(buffer, channel.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (!takesInput()) {
        return;
      }
      loop.observer().add(Counter.BYTES_READ, in.readableBytes());
      lastCommandNanos = System.nanoTime();
      lookUpLog();
      take(in);
    } finally {
      in.release();
    }
    inputTaken();
  }

  private void lookUpLog() {
    if (WireLog.isOn() != (log != null)) {
      log = log == null ? new WireLog(id, decoder instanceof BinaryDecoder) : null;
    }
    if (log != null) {
      log.state("conn_read");
    }
  }

  /** Takes all bytes, since the buffer is reused; what cannot be decoded now is kept. */
  private void take(ByteBuf in) {
    while (in.isReadable() && takesInput()) {
      if (decoder == null) {
        decoder = detect(in.getByte(in.readerIndex()) & 0xff);
      }
      if (input.isEmpty() && decoder.wantsValue()) {
        decoder.readValue(in);
      } else if (input.isEmpty() && mayDecode()) {
        requireMemory(input.decode(in, decoder));
      } else {
        requireMemory(input.append(in));
        decodeInput();
      }
    }
  }

  private boolean takesInput() {
    return stage == Stage.OPEN || stage == Stage.AUTHENTICATING;
  }

  /** Returns whether a command may be decoded now; the rest of a value always may. */
  private boolean mayDecode() {
    return !yielded && maySubmit();
  }

  /** Decodes bytes that were held back, or continues a get of more keys than fit the window. */
  private void decodeInput() {
    if (decoder != null && mayDecode()) {
      requireMemory(input.decode(decoder));
    }
  }

  /**
   * Drops the input of a connection that takes no more, and refuses input for which there is no
   * memory: all connections together exceed the input budget.
   */
  private void requireMemory(boolean available) {
    if (!takesInput()) {
      input.clear();
    } else if (!available && decoder != null) {
      input.clear();
      decoder.refuseForMemory();
    }
  }

  private Decoder detect(int firstByte) {
    boolean binary =
        protocol == Protocol.AUTO
            ? firstByte == BinaryHeader.REQUEST_MAGIC
            : protocol == Protocol.BINARY;
    if (log != null) {
      log.speaks(binary, protocol == Protocol.AUTO);
    }
    return binary
        ? new BinaryDecoder(this, loop.protocol())
        : new TextDecoder(this, loop.protocol());
  }

  /**
   * Called when all decodable input is decoded; decides about the rest and whether to read more.
   */
  private void inputTaken() {
    stalled = takesInput() && holdsInput() && !mayDecode();
    if (!stalled) {
      input.trim();
    }
    if (log != null && decoder != null && decoder.wantsValue()) {
      log.state("conn_nread");
    }
    if (yielded) {
      continueNextTurn();
    }
    updateReading();
    endIfIdle();
  }

  private boolean holdsInput() {
    return !input.isEmpty() || (decoder != null && decoder.isHoldingBack());
  }

  private void continueNextTurn() {
    if (!resuming) {
      resuming = true;
      turn.nextTurn(resume);
    }
  }

  /** Continues in the next turn with the input that the last one left. */
  private void resume() {
    resuming = false;
    yielded = false;
    taken = 0;
    if (stage == Stage.CLOSED) {
      return;
    }
    lookUpLog();
    try {
      if (takesInput()) {
        decodeInput();
      }
      inputTaken();
      // The last turn may have left its replies to this one.
      turn.wakeAtEnd(queue);
    } catch (Throwable e) {
      fail(e);
    }
  }

  @Override
  public boolean beginsCommand(byte[] in, int from, int to) {
    if (taken == loop.requestsPerTurn()) {
      if (!yielded) {
        yielded = true;
        if (log != null) {
          log.yields(taken);
        }
        loop.observer().increment(Counter.CONN_YIELDS);
      }
      return false;
    }
    taken++;
    if (log != null) {
      log.received(in, from, to);
    }
    return true;
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public <R extends Request & LoginReply> void authenticate(Login login, R request) {
    turn.await(queue, request);
    stage = Stage.AUTHENTICATING;
    Attempt begun =
        loop.authentication()
            .attempt(
                login,
                new Attempt.Client(peer, channel.eventLoop()),
                outcome -> {
                  attempt = null;
                  if (stage == Stage.AUTHENTICATING) {
                    stage = Stage.OPEN;
                  }
                  authenticated(outcome);
                  request.settle(outcome);
                  turn.finishLater(request, null, null);
                });
    attempt = begun;
    begun.begin();
    if (inputEnd != InputEnd.NONE && attempt != null) {
      attempt.hurry();
    }
  }

  private void authenticated(LoginOutcome outcome) {
    switch (outcome.kind()) {
      case ACCEPTED -> {
        session.enter(Objects.requireNonNull(outcome.user(), "an accepted client is a user"));
        connections.settled(this);
        loop.observer().increment(Counter.AUTH_CMDS);
      }
      case REFUSED -> {
        session.leave();
        loop.observer().increment(Counter.AUTH_CMDS);
        loop.observer().increment(Counter.AUTH_ERRORS);
      }
      case CONTINUED -> session.leave();
      case BUSY -> {
        session.leave();
        closeAfterReplies();
      }
    }
  }

  @Override
  public void submit(Request request, Operation operation) {
    if (session.permits(operation)) {
      turn.submit(queue, request, operation);
    } else {
      turn.refuse(queue, request, operation);
    }
  }

  @Override
  public @Nullable Landing receive(Key key, int length) {
    return turn.receive(key, length);
  }

  @Override
  public void reply(Request request) {
    turn.reply(queue, request);
  }

  @Override
  public void flushAll(Request request, Supplier<CompletionStage<Void>> flush) {
    turn.flushAll(queue, request, flush);
  }

  @Override
  public void list(ItemListing listing) {
    turn.await(queue, new ListingRequest(listing, channel, turn, loop.walks(), loop.observer()));
  }

  @Override
  public boolean hasUnanswered() {
    return !queue.isEmpty();
  }

  @Override
  public boolean watch(Set<Stream> streams) {
    boolean watching = loop.watchHub().add(this, streams);
    if (watching) {
      stage = Stage.WATCHING;
    }
    return watching;
  }

  @Override
  public boolean offer(byte[] line) {
    // Not before the reply to the watch command.
    if (!watchOpen || !channel.isWritable()) {
      return false;
    }
    channel.writeAndFlush(Unpooled.wrappedBuffer(line), channel.voidPromise());
    return true;
  }

  @Override
  public boolean maySubmit() {
    return stage == Stage.OPEN
        && window.isOpen(queue.size(), queue.valueBytes())
        && (queue.isEmpty() || !(loop.output().isUsedUp() || loop.input().isUsedUp()))
        && channel.isWritable();
  }

  @Override
  public void closeAfterReplies() {
    close();
    turn.wakeAtEnd(queue);
  }

  @Override
  public void abort() {
    close();
    channel.close();
  }

  private void close() {
    if (stage != Stage.CLOSED) {
      stage = Stage.CLOSING;
    }
  }

  private void turnEnded() {
    if (stage == Stage.CLOSED) {
      return;
    }
    try {
      answerAndContinue();
    } catch (Throwable e) {
      // A reply is missing: the client would take the next one for it.
      fail(e);
    }
  }

  private void answerAndContinue() {
    if (!yielded) {
      taken = 0;
    }
    if (!resuming || !maySubmit()) {
      // Else these replies leave with those of the next turn, in one system call.
      writeReplies();
    }
    if (stage == Stage.WATCHING) {
      watchOpen = true;
      if (inputEnd != InputEnd.NONE) {
        abort();
      }
      return;
    }
    if (stage == Stage.CLOSING) {
      if (queue.isEmpty()) {
        closeAfterWrites();
      }
      return;
    }
    if (stalled && maySubmit()) {
      continueNextTurn();
    }
    if (log != null && queue.isEmpty() && !resuming) {
      log.state("conn_waiting");
    }
    updateReading();
    endIfIdle();
  }

  private void writeReplies() {
    if (!queue.isReady()) {
      return;
    }
    boolean written = false;
    ReplyBuffer out = loop.buffers().replies();
    WireLog shown = log;
    while (queue.isReady() && (channel.isWritable() || stage == Stage.CLOSING)) {
      int before = queue.size();
      if (shown == null) {
        out.begin(channel.alloc(), writer);
        queue.writeReplies(out, REPLY_PORTION);
      } else {
        shown.replyBegins();
        out.begin(
            channel.alloc(),
            reply -> {
              shown.replied(reply);
              write(reply);
            });
        queue.writeReplies(out, 1);
      }
      long bytes = out.end();
      window.answered(before - queue.size(), bytes);
      loop.observer().add(Counter.BYTES_WRITTEN, bytes);
      written |= bytes > 0;
    }
    if (written) {
      channel.flush();
      unsent.charge();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    // The client has read: continue with what is pending in a new turn.
    if (stage != Stage.CLOSED && context.channel().isWritable()) {
      turn.wakeAtEnd(queue);
    }
  }

  private void updateReading() {
    if (inputEnd == InputEnd.BY_CLIENT) {
      // Nothing is left to read, and epoll no longer watches the socket for input.
      return;
    }
    // During a login too, to notice that the client has gone.
    boolean login = stage == Stage.AUTHENTICATING && !stalled;
    boolean read =
        inputEnd == InputEnd.NONE
            && (stage == Stage.WATCHING || (!resuming && (maySubmit() || login)));
    if (channel.config().isAutoRead() != read) {
      channel.config().setAutoRead(read);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      endInput(InputEnd.BY_CLIENT);
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      secured = handshake.isSuccess();
      loop.observer().increment(secured ? Counter.SSL_NEW_SESSIONS : Counter.SSL_HANDSHAKE_ERRORS);
      if (secured && !session.isLocked()) {
        connections.settled(this);
      }
    } else if (event instanceof SslCloseCompletionEvent goodbye && goodbye.isSuccess()) {
      // The equivalent of a half-closed socket.
      endInput(InputEnd.BY_CLIENT);
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  /** Ends the input; complete commands are still answered. */
  private void endInput(InputEnd end) {
    if (inputEnd == InputEnd.NONE) {
      inputEnd = end;
    }
    if (attempt != null) {
      attempt.hurry();
    }
    turn.wakeAtEnd(queue);
  }

  private void endIfIdle() {
    // With an open window, what is left is the start of a command that will never be complete.
    boolean more = resuming || (!maySubmit() && holdsInput());
    if (inputEnd != InputEnd.NONE && queue.isEmpty() && !more && takesInput()) {
      close();
      closeAfterWrites();
    }
  }

  private void closeAfterWrites() {
    if (log != null) {
      log.state("conn_closing");
    }
    channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    release();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    release();
  }

  private void release() {
    if (stage == Stage.CLOSED) {
      return;
    }
    stage = Stage.CLOSED;
    connections.closed(this);
    if (attempt != null) {
      attempt.abandon();
    }
    queue.close();
    unsent.close();
    loop.watchHub().remove(this);
    loop.watchHub().disconnected(id, ip(), port(), transport());
    if (WireLog.isOn()) {
      WireLog.closed(id);
    }
    input.clear();
    if (decoder != null) {
      decoder.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
  }

  private void fail(Throwable cause) {
    boolean tls = cause instanceof DecoderException && cause.getCause() instanceof SSLException;
    if (tls && secured) {
      loop.observer().increment(Counter.SSL_PROTO_ERRORS);
    }
    if (tls || cause instanceof IOException) {
      LOG.debug("connection {} failed: {}", peer, cause.getMessage());
    } else {
      LOG.error("connection {} failed", peer, cause);
    }
    channel.close();
  }

  /** Shuts the connection down cleanly: answers what was received, then closes. */
  void drain() {
    if (stage != Stage.CLOSED) {
      // As if the client had ended its input: what a full window holds back is answered too.
      endInput(InputEnd.BY_SERVER);
    }
  }

  /** Returns whether the TLS handshake or login is still pending. */
  private boolean isNewcomer() {
    return session.isLocked() || (encrypted && !secured);
  }

  /** Closes the connection to make room, unless it is settled by now; on any thread. */
  void giveWay() {
    channel
        .eventLoop()
        .execute(
            () -> {
              if (isNewcomer()) {
                loop.observer().increment(Counter.REJECTED_CONNECTIONS);
                abort();
              }
            });
  }

  int id() {
    return id;
  }

  void kick() {
    loop.observer().increment(Counter.IDLE_KICKS);
    abort();
  }

  long lastCommandNanos() {
    return lastCommandNanos;
  }

  boolean isWaiting() {
    return !queue.isEmpty();
  }

  Channel channel() {
    return channel;
  }
}
