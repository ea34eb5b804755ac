package dev.memotor.conformance.wire;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.template.Template;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;

/**
 * A binary request to send. Lengths and extras follow from the opcode unless the case overrides
 * them, which is how malformed frames are written.
 */
public final class FrameRequest {

  private static final Set<String> FIELDS =
      Set.of(
          "magic",
          "key",
          "value",
          "extras",
          "flags",
          "expiry",
          "delta",
          "initial",
          "opaque",
          "cas",
          "vbucket",
          "datatype",
          "keylen",
          "extlen",
          "bodylen");

  private final FrameNotation notation;

  private FrameRequest(FrameNotation notation) {
    this.notation = notation;
  }

  public static FrameRequest parse(String text) {
    return new FrameRequest(FrameNotation.parse(text, FIELDS));
  }

  public String commandName() {
    return Opcode.nameOf(notation.opcode());
  }

  public String render(Bindings bindings) {
    String extras = extras(bindings);
    String key = text("key", bindings);
    String value = text("value", bindings);
    ByteBuffer header = ByteBuffer.allocate(BinaryFrame.HEADER_LENGTH);
    header.put((byte) number("magic", 0x80, bindings));
    header.put((byte) notation.opcode());
    header.putShort((short) number("keylen", key.length(), bindings));
    header.put((byte) number("extlen", extras.length(), bindings));
    header.put((byte) number("datatype", 0, bindings));
    header.putShort((short) number("vbucket", 0, bindings));
    int bodyLength = extras.length() + key.length() + value.length();
    header.putInt((int) number("bodylen", bodyLength, bindings));
    header.putInt((int) number("opaque", FrameNotation.DEFAULT_OPAQUE, bindings));
    header.putLong(number("cas", 0, bindings));
    return new String(header.array(), StandardCharsets.ISO_8859_1) + extras + key + value;
  }

  private String extras(Bindings bindings) {
    if (notation.fields().containsKey("extras")) {
      byte[] bytes = HexFormat.of().parseHex(text("extras", bindings));
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    Opcode opcode = Opcode.of(notation.opcode());
    Opcode.Extras shape = opcode == null ? Opcode.Extras.NONE : opcode.extras();
    ByteBuffer out = ByteBuffer.allocate(20);
    switch (shape) {
      case NONE -> {}
      case STORE -> {
        out.putInt((int) number("flags", 0, bindings));
        out.putInt((int) number("expiry", 0, bindings));
      }
      case COUNTER -> {
        out.putLong(number("delta", 1, bindings));
        out.putLong(number("initial", 0, bindings));
        out.putInt((int) number("expiry", 0, bindings));
      }
      case EXPIRY -> out.putInt((int) number("expiry", 0, bindings));
      case OPTIONAL_EXPIRY -> {
        if (notation.fields().containsKey("expiry")) {
          out.putInt((int) number("expiry", 0, bindings));
        }
      }
    }
    return new String(out.array(), 0, out.position(), StandardCharsets.ISO_8859_1);
  }

  private String text(String field, Bindings bindings) {
    Template template = notation.fields().get(field);
    return template == null ? "" : template.render(bindings);
  }

  private long number(String field, long otherwise, Bindings bindings) {
    Template template = notation.fields().get(field);
    return template == null ? otherwise : FrameNotation.number(template.render(bindings));
  }
}
