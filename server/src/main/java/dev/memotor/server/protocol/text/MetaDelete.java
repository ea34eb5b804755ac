package dev.memotor.server.protocol.text;

import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;

/** The reply to md. */
final class MetaDelete extends MetaReply {

  MetaDelete(MetaFlags flags) {
    super(flags);
  }

  @Override
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    switch (result.status()) {
      case OK -> {
        if (!isQuiet()) {
          putCode(out, "HD");
        }
      }
      case EXISTS -> putCode(out, "EX");
      case NOT_FOUND -> putCode(out, "NF");
      case NOT_STORED, TOO_LARGE, NON_NUMERIC -> putCode(out, "NS");
    }
  }
}
