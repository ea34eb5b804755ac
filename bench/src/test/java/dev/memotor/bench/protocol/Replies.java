package dev.memotor.bench.protocol;

import dev.memotor.bench.tally.ErrorKind;
import dev.memotor.bench.tally.Recorder;
import dev.memotor.bench.tally.Tally;
import dev.memotor.bench.tally.Timeline;
import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.OperationKind;
import dev.memotor.bench.workload.ValueSizes;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A parser with everything that it needs around it, for tests. */
public final class Replies {

  static final Keyspace KEYS = Keyspace.of(1000, "key", 4);

  final Values values = new Values(100_000);
  final Recorder recorder;
  final InFlight inFlight = new InFlight(256);
  final Exchange exchange;
  private final ReplyParser parser;
  private final int piece;

  /**
   * @param piece bytes come in pieces of this length
   */
  Replies(Protocol protocol, String sizes, int piece) {
    this.piece = piece;
    recorder = new Recorder((interval, tally) -> {});
    recorder.begin(new Timeline(0, 0, Long.MAX_VALUE, Long.MAX_VALUE));
    exchange = new Exchange(inFlight, recorder, ValueSizes.parse(sizes));
    parser = protocol.parser(exchange, KEYS, values, true);
  }

  Replies get(int... keys) {
    for (int key : keys) {
      inFlight.add(InFlight.MEMBER, key, 0);
    }
    inFlight.add(InFlight.END, 0, 0);
    return this;
  }

  Replies ask(byte kind, int key) {
    inFlight.add(kind, key, 0);
    return this;
  }

  Replies feed(String text) {
    return feed(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Replies feed(byte[] bytes) {
    exchange.arrivedAt(1000);
    for (int from = 0; from < bytes.length; from += piece) {
      ByteBuffer in = ByteBuffer.allocateDirect(piece + 10).position(5);
      in.put(bytes, from, Math.min(piece, bytes.length - from));
      in.limit(in.position()).position(5);
      parser.feed(in);
    }
    return this;
  }

  String value(int key, int size) {
    ByteBuffer out = ByteBuffer.allocate(size);
    values.put(out, key, size);
    return new String(out.array(), StandardCharsets.US_ASCII);
  }

  /** What was counted, in short. */
  String counted() {
    Tally tally = recorder.tally();
    StringBuilder text = new StringBuilder();
    text.append("completed ").append(exchange.takeCompleted());
    text.append(", hits ").append(tally.hits());
    text.append(", misses ").append(tally.misses());
    for (OperationKind kind : OperationKind.values()) {
      long requests = tally.latency(kind).getTotalCount();
      if (requests > 0) {
        text.append(", ").append(kind.label()).append(' ').append(requests);
        text.append('/').append(tally.items(kind));
      }
    }
    for (ErrorKind kind : ErrorKind.values()) {
      if (tally.errors(kind) > 0) {
        text.append(", ").append(kind).append(' ').append(tally.errors(kind));
      }
    }
    if (!inFlight.isEmpty()) {
      text.append(", owed ").append(inFlight.size());
    }
    return text.append(exchange.isBroken() ? ", broken" : "").toString();
  }
}
