package dev.memotor.bench.protocol;

import dev.memotor.bench.tally.ErrorKind;
import dev.memotor.bench.workload.OperationKind;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;

/** Replies of the binary protocol. */
final class BinaryReplies extends ReplyParser {

  private static final int HEADER = 24;
  private static final int MAGIC = 0x81;
  private static final int KEY_NOT_FOUND = 1;

  /** Flags, which come before the value of a get, are read with the header. */
  private static final int FLAGS = 4;

  private static final int COUNTER = 8;

  /** The status of the error whose text is being skipped, or 0. */
  private int refusal;

  BinaryReplies(Exchange exchange, Values values, boolean checkValues) {
    super(exchange, values, checkValues);
  }

  @Override
  int endOfHead(ByteBuffer in, int from, int to) {
    if (to - from < HEADER) {
      return -1;
    }
    int length = HEADER;
    if (status(in, from) == 0) {
      int opcode = opcode(in, from);
      if (opcode == BinaryOpcode.GET || opcode == BinaryOpcode.GETQ) {
        length += Math.min(FLAGS, Math.max(0, bodyLength(in, from)));
      } else if (opcode == BinaryOpcode.INCREMENT) {
        length += Math.min(COUNTER, Math.max(0, bodyLength(in, from)));
      }
    }
    return to - from < length ? -1 : from + length;
  }

  @Override
  int trailerLength() {
    return 0;
  }

  @Override
  void head(ByteBuffer in, int from, int to) {
    int status = status(in, from);
    int keyLength = in.getShort(from + 2) & 0xffff;
    boolean understood = (in.get(from) & 0xff) == MAGIC && keyLength == 0 && find(in, from);
    if (understood) {
      understood = status == 0 ? success(in, from) : failure(in, from, status);
    }
    if (!understood) {
      exchange()
          .breakOff(
              ErrorKind.WRONG,
              String.format(
                  "magic 0x%02x, opcode 0x%02x, status 0x%04x, body %d, opaque %d",
                  in.get(from),
                  in.get(from + 1),
                  status,
                  bodyLength(in, from),
                  in.getInt(from + 12)));
    }
  }

  /** Goes to the request that has this reply's opaque; quiet gets before it have missed. */
  private boolean find(ByteBuffer in, int from) {
    int opaque = in.getInt(from + 12);
    Exchange exchange = exchange();
    if (exchange.expected() == InFlight.MEMBER) {
      exchange.missUntilSequence(opaque);
    }
    return exchange.inFlight().headSequence() == opaque
        && opcode(in, from) == expectedOpcode(exchange.expected());
  }

  private static int expectedOpcode(byte kind) {
    return switch (kind) {
      case InFlight.GET -> BinaryOpcode.GET;
      case InFlight.MEMBER -> BinaryOpcode.GETQ;
      case InFlight.END -> BinaryOpcode.NOOP;
      case InFlight.SET -> BinaryOpcode.SET;
      case InFlight.INCREMENT -> BinaryOpcode.INCREMENT;
      default -> -1;
    };
  }

  private boolean success(ByteBuffer in, int from) {
    int body = bodyLength(in, from);
    int extras = in.get(from + 4);
    switch (exchange().expected()) {
      case InFlight.GET, InFlight.MEMBER -> {
        if (extras != FLAGS || body < FLAGS || in.getInt(from + HEADER) != 0) {
          return false;
        }
        body(body - FLAGS);
        return true;
      }
      case InFlight.END -> {
        return body == 0 && exchange().endOfGet();
      }
      case InFlight.SET -> {
        if (body == 0) {
          exchange().done(OperationKind.SET);
        }
        return body == 0;
      }
      case InFlight.INCREMENT -> {
        if (body == COUNTER && extras == 0) {
          exchange().done(OperationKind.INCR);
        }
        return body == COUNTER && extras == 0;
      }
      default -> {
        return false;
      }
    }
  }

  private boolean failure(ByteBuffer in, int from, int status) {
    int body = bodyLength(in, from);
    if (body < 0) {
      return false;
    }
    refusal = status;
    ignoredBody(body);
    return true;
  }

  @Override
  void bodyRead(boolean right) {
    Exchange exchange = exchange();
    int status = refusal;
    refusal = 0;
    if (!right) {
      wrongValue();
    } else if (status == 0) {
      exchange.hit();
    } else if (status == KEY_NOT_FOUND && exchange.expected() == InFlight.GET) {
      exchange.miss();
    } else if (exchange.expected() == InFlight.MEMBER) {
      // Only this key failed: the chain continues, and ends with the no-op's reply.
      exchange.failKey("status " + status);
    } else {
      exchange.fail(ErrorKind.REFUSED, "status " + status);
    }
  }

  private static int opcode(ByteBuffer in, int from) {
    return in.get(from + 1) & 0xff;
  }

  private static int status(ByteBuffer in, int from) {
    return in.getShort(from + 6) & 0xffff;
  }

  private static int bodyLength(ByteBuffer in, int from) {
    return in.getInt(from + 8);
  }
}
