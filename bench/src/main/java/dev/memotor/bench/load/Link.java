package dev.memotor.bench.load;

import dev.memotor.bench.protocol.Exchange;
import dev.memotor.bench.protocol.InFlight;
import dev.memotor.bench.protocol.ReplyParser;
import dev.memotor.bench.protocol.RequestWriter;
import dev.memotor.bench.tally.ErrorKind;
import dev.memotor.bench.tally.Recorder;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection to the server: requests go out, replies come in, in order. */
final class Link {

  /** What all links of a worker share. */
  record Shared(
      SocketAddress address,
      int connectTimeoutMillis,
      Selector selector,
      ByteBuffer in,
      ByteBuffer out,
      RequestWriter writer,
      Recorder recorder) {}

  private final Shared shared;
  private final Exchange exchange;
  private final InFlight inFlight;
  private final ReplyParser parser;

  @SuppressWarnings("NullAway.Init")
  private SocketChannel channel;

  @SuppressWarnings("NullAway.Init")
  private SelectionKey key;

  /** What the socket did not take; allocated when that happens first. */
  private ByteBuffer unsent = ByteBuffer.allocate(0);

  Link(Shared shared, Exchange exchange, ReplyParser parser) {
    this.shared = shared;
    this.exchange = exchange;
    this.parser = parser;
    inFlight = exchange.inFlight();
  }

  void connect() throws IOException {
    channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(shared.address(), shared.connectTimeoutMillis());
      channel.configureBlocking(false);
      key = channel.register(shared.selector(), SelectionKey.OP_READ, this);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  void close() {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // The connection is given up in any case.
      return;
    }
  }

  boolean isIdle() {
    return inFlight.isEmpty();
  }

  /** When the oldest unanswered request was due, or now if there is none. */
  long oldestStart(long now) {
    return inFlight.isEmpty() ? now : inFlight.headStart();
  }

  // Requests: they gather in the shared buffer until flush().

  void get(int itemKey, long start) {
    ByteBuffer out = room(0, 1);
    shared.writer().get(out, itemKey, inFlight.nextSequence());
    if (shared.writer().endsSingleGet()) {
      inFlight.add(InFlight.MEMBER, itemKey, start);
      inFlight.add(InFlight.END, itemKey, start);
    } else {
      inFlight.add(InFlight.GET, itemKey, start);
    }
  }

  void multiGet(int[] keys, int count, long start) {
    shared.writer().multiGet(room(0, count), keys, count, inFlight.nextSequence());
    for (int i = 0; i < count; i++) {
      inFlight.add(InFlight.MEMBER, keys[i], start);
    }
    inFlight.add(InFlight.END, 0, start);
  }

  void set(int itemKey, int size, long start) {
    shared.writer().set(room(size, 1), itemKey, size, inFlight.nextSequence());
    inFlight.add(InFlight.SET, itemKey, start);
  }

  void setCounter(int counter, long start) {
    shared.writer().setCounter(room(1, 1), counter, inFlight.nextSequence());
    inFlight.add(InFlight.SET, counter, start);
  }

  void increment(int counter, long start) {
    shared.writer().increment(room(0, 1), counter, inFlight.nextSequence());
    inFlight.add(InFlight.INCREMENT, counter, start);
  }

  private ByteBuffer room(int valueLength, int keys) {
    ByteBuffer out = shared.out();
    if (out.remaining() < valueLength + (long) keys * shared.writer().overhead()) {
      flush();
    }
    return out;
  }

  /** Sends what has gathered, as far as the socket takes it. */
  void flush() {
    ByteBuffer out = shared.out();
    out.flip();
    try {
      if (!unsent.hasRemaining() && out.hasRemaining()) {
        shared.recorder().tally().sent(channel.write(out));
      }
      if (out.hasRemaining()) {
        keepUnsent(out);
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      }
    } catch (IOException e) {
      exchange.breakOff(ErrorKind.CLOSED, String.valueOf(e.getMessage()));
    }
    out.clear();
  }

  private void keepUnsent(ByteBuffer rest) {
    unsent.compact();
    if (unsent.remaining() < rest.remaining()) {
      unsent.flip();
      int needed = unsent.remaining() + rest.remaining();
      unsent = ByteBuffer.allocateDirect(Math.max(needed, 2 * unsent.capacity())).put(unsent);
    }
    unsent.put(rest).flip();
  }

  /** The socket takes bytes again. */
  void writable() {
    try {
      shared.recorder().tally().sent(channel.write(unsent));
      if (!unsent.hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      exchange.breakOff(ErrorKind.CLOSED, String.valueOf(e.getMessage()));
    }
  }

  /** Reads what has come. The clock is asked once, after the read: that is when it was here. */
  void readable(NanoClock clock) {
    ByteBuffer in = shared.in();
    in.clear();
    try {
      int length = channel.read(in);
      if (length < 0) {
        exchange.breakOff(ErrorKind.CLOSED, inFlight.size() + " replies were still owed");
        return;
      }
      shared.recorder().tally().received(length);
    } catch (IOException e) {
      exchange.breakOff(ErrorKind.CLOSED, String.valueOf(e.getMessage()));
      return;
    }
    in.flip();
    long now = clock.nanos();
    shared.recorder().arrived(now);
    exchange.arrivedAt(now);
    parser.feed(in);
  }

  boolean isBroken() {
    return exchange.isBroken();
  }

  /** The server has not answered in time. */
  void timedOut() {
    exchange.breakOff(ErrorKind.MISSING, inFlight.size() + " replies are owed");
  }

  int takeCompleted() {
    return exchange.takeCompleted();
  }

  /** A new connection in place of one that broke. */
  void reconnect() throws IOException {
    close();
    unsent.clear().limit(0);
    shared.out().clear();
    parser.reset();
    exchange.reconnected();
    connect();
  }
}
