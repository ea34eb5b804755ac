package dev.memotor.benchmarks.jmh;

import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.engine.Landing;
import dev.memotor.engine.Key;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Operation;
import dev.memotor.server.auth.Login;
import dev.memotor.server.auth.Session;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.ReplyQueue;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.dispatch.Turn;
import dev.memotor.server.dispatch.TurnLoop;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.observe.LoopObserver;
import dev.memotor.server.observe.NetworkFigures;
import dev.memotor.server.observe.Observatory;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.Decoder;
import dev.memotor.server.protocol.ItemLimit;
import dev.memotor.server.protocol.ItemListing;
import dev.memotor.server.protocol.LoginReply;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.protocol.binary.BinaryDecoder;
import dev.memotor.server.protocol.text.TextDecoder;
import dev.memotor.server.observe.watch.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A connection without a socket: what the transport does in one turn, and nothing else. */
final class BenchConnection {

  /** What becomes of a request that the decoder made. */
  interface Sink {
    void submit(Request request, Operation operation);
  }

  private final Decoder decoder;

  BenchConnection(boolean binary, LoopObserver observer, Sink sink) {
    ProtocolContext context =
        new ProtocolContext(
            () -> 1_800_000_000L,
            new ItemLimit(1 << 20),
            new ByteBudget(1L << 30).newShare(),
            observer,
            IdleAdministration.create());
    Connection connection = new Asking(sink);
    decoder =
        binary ? new BinaryDecoder(connection, context) : new TextDecoder(connection, context);
  }

  /** What observes the turns. */
  static LoopObserver observer(MonitoringConfig monitoring, Engine engine) {
    return new Observatory(monitoring, engine, () -> 1_800_000_000L, new NetworkFigures() {})
        .newLoop(Runnable::run);
  }

  /** Whole requests only. */
  void decode(byte[] requests) {
    int end = decoder.decode(requests, 0, requests.length);
    if (end != requests.length || decoder.wantsValue()) {
      throw new IllegalStateException("bytes were left over");
    }
  }

  /** The connection as the decoder sees it. */
  private record Asking(Sink sink) implements Connection {

    private static final Session SESSION = Session.open();

    @Override
    public Session session() {
      return SESSION;
    }

    @Override
    public <R extends Request & LoginReply> void authenticate(Login login, R request) {
      throw notBenched();
    }

    @Override
    public void submit(Request request, Operation operation) {
      sink.submit(request, operation);
    }

    @Override
    public Landing receive(Key key, int length) {
      return null;
    }

    @Override
    public boolean maySubmit() {
      return true;
    }

    @Override
    public boolean beginsCommand(byte[] in, int from, int to) {
      return true;
    }

    @Override
    public boolean hasUnanswered() {
      return false;
    }

    @Override
    public void reply(Request request) {
      throw notBenched();
    }

    @Override
    public void flushAll(Request request, Supplier<CompletionStage<Void>> flush) {
      throw notBenched();
    }

    @Override
    public void list(ItemListing listing) {
      throw notBenched();
    }

    @Override
    public boolean watch(Set<Stream> streams) {
      throw notBenched();
    }

    @Override
    public void closeAfterReplies() {
      throw notBenched();
    }

    @Override
    public void abort() {
      throw notBenched();
    }

    private static UnsupportedOperationException notBenched() {
      return new UnsupportedOperationException("only gets and sets are benched");
    }
  }

  /** Decoder, dispatch, engine and encoder together. */
  static final class WholePath {

    private final BenchConnection connection;
    private final Turn turn;
    private final ReplyQueue queue = new ReplyQueue(1, new ByteBudget(1L << 30).newShare(), new ByteBudget(1L << 30).newShare(), () -> {});
    private final ReplyBuffer out = new ReplyBuffer();
    private Runnable endOfTurn;

    /** Without metrics. */
    WholePath(boolean binary, Engine engine) {
      this(binary, engine, MonitoringConfig.off());
    }

    WholePath(boolean binary, Engine engine, MonitoringConfig monitoring) {
      TurnLoop loop =
          new TurnLoop() {
            @Override
            public void execute(Runnable task) {
              endOfTurn = task;
            }

            @Override
            public void executeAfterInput(Runnable task) {
              throw new UnsupportedOperationException("a turn takes all");
            }

            @Override
            public boolean isOwnThread() {
              return true;
            }
          };
      LoopObserver observer = observer(monitoring, engine);
      turn = new Turn(engine, loop, observer);
      connection =
          new BenchConnection(
              binary, observer, (request, operation) -> turn.submit(queue, request, operation));
    }

    /** One turn; returns the number of reply bytes. */
    long turn(byte[] requests) {
      connection.decode(requests);
      endOfTurn.run();
      out.begin(PooledByteBufAllocator.DEFAULT, ByteBuf::release);
      queue.writeReplies(out, Long.MAX_VALUE);
      return out.end();
    }
  }
}
