package dev.memotor.conformance.wire;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.template.Escapes;
import dev.memotor.conformance.template.Template;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A binary response to receive. A field that the case does not name must hold what the protocol
 * prescribes for that opcode and status: this is where a stray CAS, key or extras is noticed.
 */
public final class FrameExpectation {

  private static final Set<String> FIELDS =
      Set.of("status", "key", "value", "extras", "flags", "number", "opaque", "cas");

  private final FrameNotation notation;
  private final int status;

  private FrameExpectation(FrameNotation notation, int status) {
    this.notation = notation;
    this.status = status;
  }

  public static FrameExpectation parse(String text) {
    FrameNotation notation = FrameNotation.parse(text, FIELDS);
    Template status = notation.fields().get("status");
    return new FrameExpectation(
        notation, status == null ? BinaryStatus.OK.code() : statusCode(status));
  }

  private static int statusCode(Template template) {
    String text = template.render(new Bindings("", InstantSource.system()));
    return text.startsWith("0x")
        ? Integer.parseInt(text.substring(2), 16)
        : BinaryStatus.valueOf(text).code();
  }

  public String outcomeName() {
    return BinaryStatus.nameOf(status);
  }

  /** The names of the fields that differ, empty if the frame is the wanted one. */
  public List<String> differences(BinaryFrame frame, Bindings bindings) {
    List<String> wrong = new ArrayList<>();
    note(wrong, "magic", frame.magic() == BinaryFrame.RESPONSE_MAGIC);
    note(wrong, "opcode", frame.opcode() == notation.opcode());
    note(wrong, "datatype", frame.dataType() == 0);
    note(wrong, "status", frame.status() == status);
    note(wrong, "opaque", frame.opaque() == opaque(bindings));
    note(wrong, "key", matches("key", "", frame.key(), bindings));
    note(wrong, "extras", extrasMatch(frame.extras(), bindings));
    note(wrong, "value", valueMatches(frame.value(), bindings));
    note(wrong, "cas", casMatches(frame.cas(), bindings));
    return wrong;
  }

  private static void note(List<String> wrong, String field, boolean right) {
    if (!right) {
      wrong.add(field);
    }
  }

  private long opaque(Bindings bindings) {
    Template template = notation.fields().get("opaque");
    return template == null
        ? FrameNotation.DEFAULT_OPAQUE
        : FrameNotation.number(template.render(bindings));
  }

  private boolean extrasMatch(String extras, Bindings bindings) {
    if (notation.fields().containsKey("extras")) {
      String hex = HexFormat.of().formatHex(extras.getBytes(StandardCharsets.ISO_8859_1));
      return matches("extras", "", hex, bindings);
    }
    if (reply() != Opcode.Reply.ITEM) {
      return extras.isEmpty();
    }
    return extras.length() == Integer.BYTES
        && matches("flags", "0", Long.toString(unsignedInt(extras)), bindings);
  }

  private boolean valueMatches(String value, Bindings bindings) {
    if (notation.fields().containsKey("number")) {
      return value.length() == Long.BYTES
          && matches("number", "", Long.toUnsignedString(longOf(value)), bindings);
    }
    BinaryStatus known = BinaryStatus.of(status);
    return matches("value", known == null ? "" : known.text(), value, bindings);
  }

  private boolean casMatches(long cas, Bindings bindings) {
    if (notation.fields().containsKey("cas")) {
      return matches("cas", "", Long.toUnsignedString(cas), bindings);
    }
    return reply() == Opcode.Reply.PLAIN ? cas == 0 : cas != 0;
  }

  /** Errors carry only their text, for every opcode. */
  private Opcode.Reply reply() {
    Opcode opcode = Opcode.of(notation.opcode());
    return status != BinaryStatus.OK.code() || opcode == null ? Opcode.Reply.PLAIN : opcode.reply();
  }

  private boolean matches(String field, String otherwise, String got, Bindings bindings) {
    Template template = notation.fields().get(field);
    return template == null ? otherwise.equals(got) : template.compare(got, bindings).equal();
  }

  public String describe(Bindings bindings) {
    StringBuilder out = new StringBuilder(Opcode.nameOf(notation.opcode()));
    out.append(" status=").append(outcomeName());
    for (Map.Entry<String, Template> field : notation.fields().entrySet()) {
      if (!field.getKey().equals("status")) {
        out.append(' ').append(field.getKey()).append('=');
        out.append(field.getValue().describe(bindings));
      }
    }
    return out.toString();
  }

  public static String describe(BinaryFrame frame) {
    StringBuilder out = new StringBuilder(Opcode.nameOf(frame.opcode()));
    out.append(" status=").append(BinaryStatus.nameOf(frame.status()));
    out.append(" key=").append(Escapes.show(frame.key()));
    if (frame.extras().length() == Integer.BYTES) {
      out.append(" flags=").append(unsignedInt(frame.extras()));
    } else {
      out.append(" extras=").append(Escapes.show(frame.extras()));
    }
    out.append(" value=").append(Escapes.show(frame.value()));
    out.append(" cas=").append(Long.toUnsignedString(frame.cas()));
    out.append(String.format(" opaque=0x%08x", frame.opaque()));
    if (frame.magic() != BinaryFrame.RESPONSE_MAGIC) {
      out.append(String.format(" magic=0x%02x", frame.magic()));
    }
    return out.toString();
  }

  private static long unsignedInt(String bytes) {
    return Integer.toUnsignedLong(
        ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)).getInt());
  }

  private static long longOf(String bytes) {
    return ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)).getLong();
  }
}
