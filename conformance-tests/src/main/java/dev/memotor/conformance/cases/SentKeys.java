package dev.memotor.conformance.cases;

import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.WireClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The keys that cases may have stored under, as the requests that remove them. Thread-safe.
 *
 * <p>A key contains the key of its case, which no other client uses, so nothing but the suite's
 * items is removed.
 */
public final class SentKeys {

  private static final int KEY_MAX = 250;
  private static final int HEADER_LENGTH = 24;
  private static final byte DELETE_QUIETLY = 0x14;
  private static final byte QUIT = 0x07;

  /** Bytes of a case's key whose base64 form does not depend on what follows. */
  private static final int BASE64_PREFIX = 9;

  private final Map<Framing, Set<String>> removals = new EnumMap<>(Framing.class);

  /** Notes what a case sent; both strings have a character per byte. */
  synchronized void note(Framing framing, String sent, String caseKey) {
    if (framing == Framing.BINARY) {
      noteFrames(sent, caseKey);
      return;
    }
    String encoded =
        Base64.getEncoder()
            .encodeToString(
                caseKey.substring(0, BASE64_PREFIX).getBytes(StandardCharsets.ISO_8859_1));
    noteWords(sent, caseKey, "delete ", " noreply\r\n");
    noteWords(sent, encoded, "md ", " b q\r\n");
  }

  private void noteWords(String sent, String part, String before, String after) {
    int at = sent.indexOf(part);
    while (at >= 0) {
      int start = at;
      while (start > 0 && !separates(sent.charAt(start - 1))) {
        start--;
      }
      int end = at;
      while (end < sent.length() && !separates(sent.charAt(end))) {
        end++;
      }
      if (sent.charAt(end - 1) == '\r') {
        end--;
      }
      if (end - start <= KEY_MAX) {
        of(Framing.TEXT).add(before + sent.substring(start, end) + after);
      }
      at = sent.indexOf(part, end);
    }
  }

  /** Other control characters are part of a key. */
  private static boolean separates(char c) {
    return c == ' ' || c == '\n';
  }

  private void noteFrames(String sent, String caseKey) {
    byte[] bytes = sent.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer frames = ByteBuffer.wrap(bytes);
    int start = 0;
    while (start + HEADER_LENGTH <= bytes.length) {
      int keyStart = start + HEADER_LENGTH + Byte.toUnsignedInt(frames.get(start + 4));
      int length = Short.toUnsignedInt(frames.getShort(start + 2));
      long end = start + HEADER_LENGTH + Integer.toUnsignedLong(frames.getInt(start + 8));
      if (length <= KEY_MAX && keyStart + length <= bytes.length) {
        String key = sent.substring(keyStart, keyStart + length);
        if (key.contains(caseKey)) {
          of(Framing.BINARY).add(frame(DELETE_QUIETLY, key));
        }
      }
      start = (int) Math.min(end, bytes.length);
    }
  }

  private Set<String> of(Framing framing) {
    return removals.computeIfAbsent(framing, any -> new LinkedHashSet<>());
  }

  private static String frame(byte opcode, String key) {
    byte[] name = key.getBytes(StandardCharsets.ISO_8859_1);
    byte[] frame =
        ByteBuffer.allocate(HEADER_LENGTH + name.length)
            .put((byte) 0x80)
            .put(opcode)
            .putShort((short) name.length)
            .putInt(0)
            .putInt(name.length)
            .putInt(0)
            .putLong(0)
            .put(name)
            .array();
    return new String(frame, StandardCharsets.ISO_8859_1);
  }

  /** Removes the items, as far as the server can still be reached. */
  public synchronized void remove(ConformanceTarget target) {
    removals.forEach(
        (framing, requests) -> {
          try (WireClient client =
              target.access().connect(target.address(), target.timeout(), framing)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (String request : requests) {
              all.writeBytes(request.getBytes(StandardCharsets.ISO_8859_1));
            }
            String quit = framing == Framing.BINARY ? frame(QUIT, "") : "quit\r\n";
            all.writeBytes(quit.getBytes(StandardCharsets.ISO_8859_1));
            client.send(all.toByteArray());
            client.drain(Integer.MAX_VALUE, target.timeout());
          } catch (IOException unreachable) {
            // The cases are judged; what a server keeps that no longer answers does not matter.
            return;
          }
        });
    removals.clear();
  }
}
