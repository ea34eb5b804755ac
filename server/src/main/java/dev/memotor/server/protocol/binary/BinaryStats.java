package dev.memotor.server.protocol.binary;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.Administration;
import java.nio.charset.StandardCharsets;

/** The figures of a stats group: one packet each, then an empty one. */
final class BinaryStats extends BinaryReply {

  private static final byte[] DUMP_NAME = "detailed".getBytes(StandardCharsets.US_ASCII);

  private final Administration administration;
  private final String group;

  BinaryStats(int opcode, int opaque, Administration administration, String group) {
    super(opcode, opaque);
    this.administration = administration;
    this.group = group;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (putGroup(out)) {
      putEmpty(out, 0);
    } else {
      putError(out, BinaryStatus.NOT_FOUND);
    }
  }

  private boolean putGroup(ReplyBuffer out) {
    switch (group) {
      case "reset" -> {
        administration.resetStats();
        return true;
      }
      case "detail on", "detail off" -> {
        administration.setDetail(group.endsWith("on"));
        return true;
      }
      case "detail dump" -> {
        String dump = administration.detail() + "END\r\n";
        putBody(out, BinaryStatus.SUCCESS, DUMP_NAME, dump.getBytes(StandardCharsets.ISO_8859_1));
        return true;
      }
      // Exist in the text protocol only.
      case "conns", "extstore", "proxy", "proxyfuncs", "proxybe" -> {
        return false;
      }
      default -> {
        return administration.stats(
            group,
            (name, value) ->
                putBody(
                    out,
                    BinaryStatus.SUCCESS,
                    name.getBytes(StandardCharsets.ISO_8859_1),
                    value.getBytes(StandardCharsets.ISO_8859_1)));
      }
    }
  }
}
