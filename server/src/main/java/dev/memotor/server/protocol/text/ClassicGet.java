package dev.memotor.server.protocol.text;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Value;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import org.jspecify.annotations.Nullable;

/** One key of a get, gets, gat or gats. */
final class ClassicGet extends Request {

  private static final byte[] VALUE = {'V', 'A', 'L', 'U', 'E', ' '};

  /**
   * The state that the keys of one command share. After a failure nothing of the command may
   * follow, or clients would take the END for the reply to their next command.
   */
  static final class Shared {
    private boolean failed;
  }

  private final boolean withCas;
  private final boolean last;
  private final @Nullable Shared shared;
  private final int prefixLength;

  /**
   * Creates the reply to one key.
   *
   * @param last whether it is the command's last key
   * @param shared null if it is also the first
   * @param prefixLength bytes of the key that the client does not see
   */
  ClassicGet(boolean withCas, boolean last, @Nullable Shared shared, int prefixLength) {
    this.withCas = withCas;
    this.last = last;
    this.shared = shared;
    this.prefixLength = prefixLength;
  }

  @Override
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    if (shared != null && shared.failed) {
      return;
    }
    if (result.isOk()) {
      Item item = result.item();
      Value value = item.value();
      byte[] key = operation.key().bytes();
      out.put(VALUE).put(key, prefixLength, key.length).put(' ');
      if (item.flags() == 0) {
        out.put('0');
      } else {
        out.putDecimal(Integer.toUnsignedLong(item.flags()));
      }
      out.put(' ').putDecimal(value.length());
      if (withCas) {
        out.put(' ').putDecimal(item.cas());
      }
      out.crlf().putValue(value).crlf();
    }
    putEnd(out);
  }

  private void putEnd(ReplyBuffer out) {
    if (last) {
      out.put(ReplyLines.END);
    }
  }

  /**
   * Among several keys, one whose item alone cannot be read is left out, and the others are
   * answered: an error line would end the whole reply.
   */
  @Override
  protected void writeFailure(ReplyBuffer out, EngineException failure) {
    if (shared != null && failure.kind() == EngineException.Kind.CORRUPT) {
      if (!shared.failed) {
        putEnd(out);
      }
    } else if (failsNow()) {
      ReplyLines.putFailure(failure, out);
    }
  }

  @Override
  protected void writeRefusal(ReplyBuffer out) {
    if (failsNow()) {
      out.put(ReplyLines.READ_ONLY);
    }
  }

  /** Returns whether an error line is due: the first of the command. */
  private boolean failsNow() {
    if (shared == null) {
      return true;
    }
    boolean first = !shared.failed;
    shared.failed = true;
    return first;
  }
}
