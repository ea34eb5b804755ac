package dev.memotor.server.protocol.text;

import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;

/** The reply to ms. */
final class MetaStore extends MetaReply {

  MetaStore(MetaFlags flags) {
    super(flags);
  }

  @Override
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    if (!result.isOk() || !isQuiet()) {
      putFlags(out.put(code(result)), flags.has('b'), operation, result);
      out.crlf();
    }
  }

  @Override
  void putFlag(ReplyBuffer out, char letter, Operation operation, Result result) {
    switch (letter) {
      case 'c' -> out.put(" c").putDecimal(result.isOk() ? result.item().cas() : 0);
      case 's' ->
          out.put(" s").putDecimal(result.isOk() ? result.valueLength() : operation.valueLength());
      default -> {}
    }
  }
}
