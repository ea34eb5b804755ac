package dev.memotor.server.transport;

import dev.memotor.server.config.ListenAddress.Protocol;
import dev.memotor.server.logging.Verbosity;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the commands and replies of one connection in memcached's format: at {@code -vv} the
 * commands and replies, at {@code -vvv} also the connection's states. Values are left out, and so
 * is what may contain them: figures, dumps, the results of incr. Anything but printable ASCII is
 * escaped, so that clients can neither forge log lines nor control the terminal.
 */
final class WireLog {

  private static final Logger LOG = LoggerFactory.getLogger(Verbosity.WIRE_LOGGER);

  /** The most bytes of a command or reply shown; a get of many keys may be megabytes long. */
  private static final int MAX_SHOWN = 1024;

  private static final int HEADER_LENGTH = 24;
  private static final int ROW_LENGTH = 4;
  private static final HexFormat ROW = HexFormat.ofDelimiter(" ").withPrefix("0x");

  private static final String[] OPCODES =
      ("GET SET ADD REPLACE DELETE INCR DECR QUIT FLUSH GETQ NOOP VERSION GETK "
              + "GETKQ APPEND PREPEND STAT SETQ ADDQ REPLACEQ DELETEQ INCRQ DECRQ QUITQ "
              + "FLUSHQ APPENDQ PREPENDQ")
          .split(" ", -1);

  private final int id;
  private boolean binary;
  private String state = "conn_new_cmd";

  /** Bytes of a value at the start of the next buffer of the same reply. */
  private long toSkip;

  /** Whether the visible part of the reply has been logged. */
  private boolean shown;

  /**
   * Creates the log of a connection.
   *
   * @param binary whether it has spoken the binary protocol so far
   */
  WireLog(int id, boolean binary) {
    this.id = id;
    this.binary = binary;
  }

  /** Returns whether logging is on; may change while connections are open. */
  static boolean isOn() {
    return LOG.isDebugEnabled();
  }

  static void opened(int id, Protocol protocol) {
    switch (protocol) {
      case AUTO -> LOG.debug("<{} new auto-negotiating client connection", id);
      case TEXT -> LOG.debug("<{} new ascii client connection.", id);
      case BINARY -> LOG.debug("<{} new binary client connection.", id);
    }
  }

  static void closed(int id) {
    LOG.debug("<{} connection closed.", id);
  }

  /**
   * Logs the protocol of a connection.
   *
   * @param negotiated whether the first byte decided
   */
  void speaks(boolean isBinary, boolean negotiated) {
    binary = isBinary;
    if (negotiated) {
      LOG.debug("{}: Client using the {} protocol", id, binary ? "binary" : "ascii");
    }
  }

  /** Logs a change of state, in memcached's names. */
  void state(String next) {
    if (!next.equals(state)) {
      LOG.trace("{}: going from {} to {}", id, state, next);
      state = next;
    }
  }

  void yields(int commands) {
    LOG.trace("{}: continues in the next turn, after {} commands", id, commands);
  }

  /** Logs a command: a line without its end, or a packet up to its value. */
  void received(byte[] in, int from, int to) {
    state("conn_parse_cmd");
    if (!binary) {
      LOG.debug("<{} {}", id, printable(in, from, to));
      return;
    }
    LOG.debug("<{} Read binary protocol data:", id);
    dump('<', "    ", in, from);
    int opcode = in[from + 1] & 0xff;
    int key = from + HEADER_LENGTH + (in[from + 4] & 0xff);
    long value =
        (in[from + 8] & 0xffL) << 24
            | (in[from + 9] & 0xffL) << 16
            | (in[from + 10] & 0xffL) << 8
            | (in[from + 11] & 0xffL);
    value -= to - from - HEADER_LENGTH;
    LOG.debug(
        "<{} {}{}{}{}",
        id,
        opcode < OPCODES.length ? OPCODES[opcode] : ROW.formatHex(new byte[] {(byte) opcode}),
        key < to ? " " : "",
        printable(in, key, to),
        value > 0 ? " Value len is " + value : "");
  }

  private void dump(char direction, String indent, byte[] in, int from) {
    for (int row = from; row < from + HEADER_LENGTH; row += ROW_LENGTH) {
      LOG.debug("{}{}{}{}", direction, id, indent, ROW.formatHex(in, row, row + ROW_LENGTH));
    }
  }

  /** Begins a reply; the next buffers are its parts. */
  void replyBegins() {
    toSkip = 0;
    shown = false;
  }

  /** Logs a part of a reply, split only before and after a value, or inside it. */
  void replied(ByteBuf part) {
    state("conn_mwrite");
    int at = part.readerIndex();
    int end = part.writerIndex();
    while (!shown) {
      long skipped = Math.min(toSkip, end - at);
      at += (int) skipped;
      toSkip -= skipped;
      if (at == end) {
        return;
      }
      at = binary ? packet(part, at, end) : line(part, at, end);
    }
  }

  private int packet(ByteBuf part, int at, int end) {
    if (end - at < HEADER_LENGTH) {
      shown = true;
      return end;
    }
    byte[] header = new byte[HEADER_LENGTH];
    part.getBytes(at, header);
    LOG.debug(">{} Writing bin response:", id);
    dump('>', "   ", header, 0);
    toSkip = part.getUnsignedInt(at + 8);
    return at + HEADER_LENGTH;
  }

  private int line(ByteBuf part, int at, int end) {
    int newline = part.indexOf(at, end, (byte) '\n');
    int lineEnd = newline < 0 ? end : newline;
    if (lineEnd > at && part.getByte(lineEnd - 1) == '\r') {
      lineEnd--;
    }
    byte[] bytes = new byte[lineEnd - at];
    part.getBytes(at, bytes);
    String[] words = new String(bytes, StandardCharsets.ISO_8859_1).split(" ", -1);
    switch (words[0]) {
      case "VALUE" -> {
        LOG.debug(">{} sending key {}", id, printable(bytes, 6, 6 + words[1].length()));
        toSkip = Long.parseLong(words[3]) + 2;
      }
      case "VA" -> {
        LOG.debug(">{} {}", id, printable(bytes, 0, bytes.length));
        shown = true;
      }
      case "STAT", "PREFIX", "ITEM", "mg" -> shown = true;
      default -> {
        shown = true;
        if (!words[0].startsWith("key=") && !isNumber(bytes)) {
          LOG.debug(">{} {}", id, printable(bytes, 0, bytes.length));
        }
      }
    }
    return newline < 0 ? end : newline + 1;
  }

  private static boolean isNumber(byte[] bytes) {
    return bytes.length > 0 && bytes[0] >= '0' && bytes[0] <= '9';
  }

  private static String printable(byte[] in, int from, int to) {
    int end = Math.min(to, from + MAX_SHOWN);
    StringBuilder text = new StringBuilder(end - from);
    for (int i = from; i < end; i++) {
      byte b = in[i];
      if (b == '\\') {
        text.append("\\\\");
      } else if (b >= ' ' && b <= '~') {
        text.append((char) b);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    if (end < to) {
      text.append("... (").append(to - from).append(" bytes)");
    }
    return text.toString();
  }
}
