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
    if (!result.isOk() || !isQuiet()) {
      putCode(out, code(result));
    }
  }
}
