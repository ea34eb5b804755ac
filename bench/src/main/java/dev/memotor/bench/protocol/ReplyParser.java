package dev.memotor.bench.protocol;

import dev.memotor.bench.tally.ErrorKind;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads replies however they are fragmented, and accounts for every byte.
 *
 * <p>A reply has a head (a line, or a binary header), which is parsed where it lies or, when it
 * came in pieces, from a small buffer that collects it; and perhaps a value, which is compared
 * piece by piece and never collected.
 */
public abstract class ReplyParser {

  /** The longest head that any protocol has is far below this. */
  private static final int LONGEST_HEAD = 2048;

  /** The digits of an unsigned 64-bit number. */
  private static final int LONGEST_NUMBER = 20;

  /** What follows a head. */
  private enum Body {
    VALUE,
    NUMBER,
    IGNORED
  }

  private final Exchange exchange;
  private final Values values;
  private final boolean checkValues;

  private ByteBuffer collected = ByteBuffer.allocate(0);
  private boolean collecting;

  private int bodyLeft;
  private int bodyOffset;
  private int trailerLeft;
  private boolean bodyRight;
  private Body body = Body.IGNORED;

  ReplyParser(Exchange exchange, Values values, boolean checkValues) {
    this.exchange = exchange;
    this.values = values;
    this.checkValues = checkValues;
  }

  /**
   * Where the head that begins at {@code from} ends: the index after its last byte, or -1 if it is
   * not all there.
   */
  abstract int endOfHead(ByteBuffer in, int from, int to);

  /** Takes a whole head; may call {@link #body} for what follows. */
  abstract void head(ByteBuffer in, int from, int to);

  /** The two bytes after a value, or 0 if the protocol has none. */
  abstract int trailerLength();

  /** Called when the value announced by {@link #body} has come. */
  abstract void bodyRead(boolean right);

  final Exchange exchange() {
    return exchange;
  }

  /** For a new connection: forgets what the old one left. */
  public final void reset() {
    collecting = false;
    bodyLeft = 0;
    trailerLeft = 0;
  }

  /** Consumes all of {@code in}, or stops when the exchange is broken. */
  public final void feed(ByteBuffer in) {
    while (in.hasRemaining() && !exchange.isBroken()) {
      if (bodyLeft > 0) {
        takeBody(in);
      } else if (trailerLeft > 0) {
        takeTrailer(in);
      } else if (exchange.inFlight().isEmpty()) {
        exchange.breakOff(ErrorKind.SURPLUS, quote(in, in.position(), in.limit()));
      } else {
        takeHead(in);
      }
    }
  }

  private void takeHead(ByteBuffer in) {
    if (collecting) {
      collectHead(in);
      return;
    }
    int from = in.position();
    int end = endOfHead(in, from, in.limit());
    if (end < 0) {
      if (collected.capacity() == 0) {
        collected = ByteBuffer.allocate(LONGEST_HEAD);
      }
      collected.clear();
      collecting = true;
      collectHead(in);
      return;
    }
    in.position(end);
    head(in, from, end);
  }

  /** Byte by byte, which is slow and rare: a head is cut only at the end of what was read. */
  private void collectHead(ByteBuffer in) {
    while (in.hasRemaining()) {
      if (!collected.hasRemaining()) {
        exchange.breakOff(ErrorKind.WRONG, quote(collected, 0, collected.position()));
        return;
      }
      collected.put(in.get());
      int end = endOfHead(collected, 0, collected.position());
      if (end >= 0) {
        collecting = false;
        head(collected, 0, end);
        return;
      }
    }
  }

  /** The value of the oldest request follows, {@code length} bytes of it. */
  final void body(int length) {
    begin(Body.VALUE, length, exchange.allowsSize(length));
  }

  /** A number in digits follows instead of a value. */
  final void numberBody(int length) {
    begin(Body.NUMBER, length, length > 0 && length <= LONGEST_NUMBER);
  }

  /** Bytes that mean nothing here follow. */
  final void ignoredBody(int length) {
    begin(Body.IGNORED, length, true);
  }

  private void begin(Body newBody, int length, boolean right) {
    body = newBody;
    bodyRight = right;
    bodyLeft = length;
    bodyOffset = 0;
    trailerLeft = trailerLength();
    endBodyIfComplete();
  }

  private void takeBody(ByteBuffer in) {
    int length = Math.min(bodyLeft, in.remaining());
    int end = in.position() + length;
    if (body == Body.NUMBER) {
      for (int i = in.position(); i < end; i++) {
        bodyRight &= in.get(i) >= '0' && in.get(i) <= '9';
      }
    } else if (body == Body.VALUE && checkValues && bodyRight) {
      int limit = in.limit();
      in.limit(end);
      bodyRight = values.matches(in, exchange.expectedKey(), bodyOffset);
      in.limit(limit);
    }
    in.position(end);
    bodyOffset += length;
    bodyLeft -= length;
    endBodyIfComplete();
  }

  private void takeTrailer(ByteBuffer in) {
    byte expected = trailerLeft == 2 ? (byte) '\r' : (byte) '\n';
    byte found = in.get();
    if (found != expected) {
      exchange.breakOff(ErrorKind.WRONG, "a value is followed by byte " + found);
      return;
    }
    trailerLeft--;
    endBodyIfComplete();
  }

  private void endBodyIfComplete() {
    if (bodyLeft > 0 || trailerLeft > 0) {
      return;
    }
    bodyRead(bodyRight);
  }

  final void wrongValue() {
    exchange.wrongValue("key " + exchange.expectedKey() + ", " + bodyOffset + " bytes");
  }

  final void wrong(ByteBuffer in, int from, int to) {
    exchange.breakOff(ErrorKind.WRONG, quote(in, from, to));
  }

  final void refused(ByteBuffer in, int from, int to) {
    exchange.fail(ErrorKind.REFUSED, quote(in, from, to));
  }

  /** Bytes for people: the printable ones, at most a line of them. */
  static String quote(ByteBuffer in, int from, int to) {
    int length = Math.min(to - from, 80);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      byte b = in.get(from + i);
      bytes[i] = b >= 0x20 && b < 0x7f ? b : (byte) '.';
    }
    return "'" + new String(bytes, StandardCharsets.US_ASCII).replaceAll("\\.+$", "") + "'";
  }
}
