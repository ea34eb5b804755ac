package dev.memotor.conformance.against;

import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.WireClient;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;

/** Reads all that a server answers to one write, up to the answer to a closing question. */
interface ReplyReader {

  /** More than the longest sequence asks for, many times. */
  int REPLIES_MAX = 10_000;

  /** What is to be sent behind the requests, so that the end of their answers can be told. */
  byte[] question();

  /** The answers; the last tells of a close or of silence if there was one. */
  List<WireReply> read(WireClient client, RunKey key) throws IOException;

  /**
   * For servers that never stop.
   *
   * @throws ProtocolException if that is more than anybody asked for
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
