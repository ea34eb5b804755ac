package dev.memotor.conformance.against;

import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.WireClient;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;

/** Reads all that a server answers to one write, up to the answer to a closing question. */
interface ReplyReader {

  /** Many times more than the longest sequence asks for. */
  int REPLIES_MAX = 10_000;

  /** Returns the closing question, whose answer marks the end of the replies. */
  byte[] question();

  /** Reads the replies; the last one stands for a close or for silence if there was one. */
  List<WireReply> read(WireClient client, RunKey key) throws IOException;

  /**
   * Bounds the replies of a server that never stops.
   *
   * @throws ProtocolException if there are more than any request asks for
   */
  static void limit(List<WireReply> replies) throws ProtocolException {
    if (replies.size() > REPLIES_MAX) {
      throw new ProtocolException("more than " + REPLIES_MAX + " replies");
    }
  }

  static ReplyReader of(Framing framing) {
    return framing == Framing.TEXT ? new TextReplyReader() : new FrameReplyReader();
  }
}
