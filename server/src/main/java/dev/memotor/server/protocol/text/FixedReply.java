package dev.memotor.server.protocol.text;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import java.nio.charset.StandardCharsets;

/** A reply of fixed bytes, or of none. */
final class FixedReply extends Request {

  private final byte[] line;

  FixedReply(byte[] line) {
    this.line = line;
  }

  /** A reply of one line of ASCII. */
  static FixedReply line(String text) {
    return new FixedReply((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (line != null) {
      out.put(line);
    }
  }
}
