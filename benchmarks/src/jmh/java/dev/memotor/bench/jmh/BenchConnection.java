package dev.memotor.bench.jmh;

import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Operation;
import dev.memotor.server.auth.Login;
import dev.memotor.server.auth.Session;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.observe.counters.CountedKeys;
import dev.memotor.server.observe.counters.KeyChoice;
import dev.memotor.server.observe.counters.LoopCounts;
import dev.memotor.server.dispatch.FailureLog;
import dev.memotor.server.dispatch.ReplyQueue;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.dispatch.Turn;
import dev.memotor.server.dispatch.TurnLoop;
import dev.memotor.server.observe.keys.Insight;
import dev.memotor.server.observe.keys.LoopInsight;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.Decoder;
import dev.memotor.server.protocol.ItemLimit;
import dev.memotor.server.protocol.ItemListing;
import dev.memotor.server.protocol.LoginReply;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.protocol.binary.BinaryDecoder;
import dev.memotor.server.protocol.text.TextDecoder;
import dev.memotor.server.observe.PrefixCounts;
import dev.memotor.server.observe.ServerCounters;
import dev.memotor.server.observe.LoopTimings;
import dev.memotor.server.observe.watch.Stream;
import dev.memotor.server.observe.watch.WatchHub;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Set;

/** A connection without a socket: what the transport does in one turn, and nothing else. */
final class BenchConnection {

  /** What becomes of a request that the decoder made. */
  interface Sink {
    void submit(Request request, Operation operation);
  }

  private final Decoder decoder;

  BenchConnection(boolean binary, Sink sink) {
    ProtocolContext context =
        new ProtocolContext(
            () -> 1_800_000_000L,
            new ItemLimit(1 << 20),
            new ByteBudget(1L << 30).newShare(),
            new ServerCounters().add(),
            IdleAdministration.create());
    Connection connection = new Asking(sink);
    decoder =
        binary ? new BinaryDecoder(connection, context) : new TextDecoder(connection, context);
  }

  /** Whole requests only. */
  void decode(byte[] requests) {
    int end = decoder.decode(requests, 0, requests.length);
    if (end != requests.length || decoder.wantsBody()) {
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
    public boolean mayAsk() {
      return true;
    }

    @Override
    public boolean beginsCommand() {
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
    public void flushAll(Request request) {
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
      this(binary, engine, null, new CountedKeys(KeyChoice.ALL, 0).add(), Insight.none().add());
    }

    WholePath(
        boolean binary,
        Engine engine,
        LoopTimings timings,
        LoopCounts loopCounts,
        LoopInsight insight) {
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
      turn =
          new Turn(
              engine,
              loop,
              new ServerCounters().add(),
              timings,
              loopCounts,
              new PrefixCounts((byte) ':', false),
              insight,
              new WatchHub(),
              () -> 1_800_000_000L,
              new FailureLog());
      connection =
          new BenchConnection(
              binary, (request, operation) -> turn.submit(queue, request, operation));
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
