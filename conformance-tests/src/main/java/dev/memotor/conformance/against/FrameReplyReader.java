package dev.memotor.conformance.against;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.template.Escapes;
import dev.memotor.conformance.wire.BinaryFrame;
import dev.memotor.conformance.wire.BinaryStatus;
import dev.memotor.conformance.wire.FrameNotation;
import dev.memotor.conformance.wire.FrameRequest;
import dev.memotor.conformance.wire.Opcode;
import dev.memotor.conformance.wire.WireClient;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Replies of the binary protocol. */
final class FrameReplyReader implements ReplyReader {

  private static final long OPAQUE = 0x656e6421L;
  private static final FrameRequest NOOP = FrameRequest.parse("NOOP opaque=" + OPAQUE);

  @Override
  public byte[] question() {
    return NOOP.render(new Bindings("", InstantSource.system()))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public List<WireReply> read(WireClient client, RunKey key) throws IOException {
    List<WireReply> replies = new ArrayList<>();
    try {
      BinaryFrame frame = client.readFrame();
      while (frame.opcode() != Opcode.NOOP.code() || frame.opaque() != OPAQUE) {
        replies.add(taken(frame, key));
        ReplyReader.limit(replies);
        frame = client.readFrame();
      }
    } catch (ProtocolException e) {
      replies.add(WireReply.plain("@garbled: " + e.getMessage()));
    } catch (SocketTimeoutException e) {
      replies.add(WireReply.plain("@nothing more"));
    } catch (EOFException | SocketException e) {
      replies.add(WireReply.plain("@closed"));
    }
    return replies;
  }

  private static WireReply taken(BinaryFrame frame, RunKey key) {
    Opcode opcode = Opcode.of(frame.opcode());
    BinaryStatus status = BinaryStatus.of(frame.status());
    boolean ok = status == BinaryStatus.OK;
    StringBuilder shape = new StringBuilder(Opcode.nameOf(frame.opcode()));
    shape.append(" status=").append(BinaryStatus.nameOf(frame.status()));
    if (!frame.key().isEmpty()) {
      shape.append(" key=\"").append(key.notation(frame.key())).append('"');
    }
    if (ok && opcode != null && opcode.reply() == Opcode.Reply.ITEM) {
      if (frame.extras().length() == Integer.BYTES) {
        shape.append(" flags=").append(Integer.toUnsignedString(bytes(frame.extras()).getInt()));
      }
    } else if (!frame.extras().isEmpty()) {
      shape.append(" extras=").append(Escapes.show(frame.extras()));
    }
    boolean counter = opcode != null && opcode.extras() == Opcode.Extras.COUNTER;
    if (ok && counter && frame.value().length() == Long.BYTES) {
      shape.append(" number=").append(Long.toUnsignedString(bytes(frame.value()).getLong()));
    } else if (status == null || !frame.value().equals(status.text())) {
      String value = PaddedNumber.strip(frame.value());
      shape.append(" value=\"").append(key.notation(value)).append('"');
    }
    shape.append(" cas=").append(WireReply.CAS);
    if (frame.opaque() != FrameNotation.DEFAULT_OPAQUE) {
      shape.append(String.format(" opaque=0x%08x", frame.opaque()));
    }
    return new WireReply(shape.toString(), List.of(frame.cas()), List.of());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
