package dev.memotor.engine.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * All scripts, under names that are one lane's own: a comment at their ends makes the difference.
 *
 * <p>If Redis has lost its scripts, then every call of a pipeline must find its script missing. Did
 * somebody else's loading help the later ones, they would be executed before those that are sent
 * again.
 */
final class ScriptSet {

  /** A bound on what remains in Redis of servers that are gone: about 20 KB each. */
  static final int EDITIONS = 256;

  private final byte[][] sources = new byte[Script.values().length][];
  private final byte[][] names = new byte[Script.values().length][];

  /**
   * Makes the scripts.
   *
   * @param edition whose they are, 0 to {@link #EDITIONS} - 1
   * @param replaceForeign whether items may take the place of keys of other types
   */
  ScriptSet(int edition, boolean replaceForeign) {
    byte[] setting =
        ("local replaceForeign = " + replaceForeign + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] mark = ("\n-- " + edition + "\n").getBytes(StandardCharsets.US_ASCII);
    for (Script script : Script.values()) {
      ByteArrayOutputStream source = new ByteArrayOutputStream();
      source.writeBytes(setting);
      source.writeBytes(script.source());
      source.writeBytes(mark);
      sources[script.ordinal()] = source.toByteArray();
      names[script.ordinal()] = name(source.toByteArray());
    }
  }

  private static byte[] name(byte[] source) {
    try {
      byte[] sha = MessageDigest.getInstance("SHA-1").digest(source);
      return HexFormat.of().formatHex(sha).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** The text to load. */
  byte[] source(Script script) {
    return sources[script.ordinal()];
  }

  /** The name under which Redis knows the text, in hexadecimal digits. */
  byte[] name(Script script) {
    return names[script.ordinal()];
  }
}
