package dev.memotor.conformance;

import java.io.IOException;
import java.util.List;

/** Reads all that a server answers to one write, up to the answer to a closing question. */
interface ReplyReader {

  /** What is to be sent behind the requests, so that the end of their answers can be told. */
  byte[] question();

  /** The answers; the last tells of a close or of silence if there was one. */
  List<WireReply> read(WireClient client, RunKey key) throws IOException;

  static ReplyReader of(Framing framing) {
    return framing == Framing.TEXT ? new TextReplyReader() : new FrameReplyReader();
  }
}
