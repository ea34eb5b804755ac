package dev.memotor.engine.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The scripts that run inside Redis; each works on one key. */
enum Script {
  SET("put", "set"),
  STORE("put", "presence", "item", "store"),
  CONCAT("put", "value", "item", "concat"),
  ARITHMETIC("put", "value", "item", "arithmetic"),
  TOUCH("put", "presence", "item", "touch"),
  GET("put", "value", "item", "get"),
  DELETE("put", "presence", "item", "delete"),
  ADOPT("put", "value", "item", "adopt"),
  ERASE("erase"),
  FLUSH("flush"),
  RESERVE("reserve");

  private final byte[] source;

  Script(String... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (String part : parts) {
      joined.writeBytes(read(part + ".lua"));
    }
    source = joined.toByteArray();
  }

  private static byte[] read(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  /** Returns the text of the files. */
  byte[] source() {
    return source;
  }

  /**
   * All scripts under names that only one lane uses: a comment at the end of each makes its hash
   * differ.
   *
   * <p>When Redis has lost its scripts, every command of a pipeline must find its script missing.
   * If another lane's load made the later ones available, they would run before those that are sent
   * again.
   */
  static final class Edition {

    /** Bounds what servers that are gone leave behind in Redis: about 20 KB for each edition. */
    static final int COUNT = 256;

    private final byte[][] sources = new byte[values().length][];
    private final byte[][] names = new byte[values().length][];

    /**
     * Creates an edition.
     *
     * @param number 0 to {@link #COUNT} - 1
     * @param replaceForeign whether items may replace keys of other types
     */
    Edition(int number, boolean replaceForeign) {
      byte[] setting = Ascii.bytes("local replaceForeign = " + replaceForeign + "\n");
      byte[] mark = Ascii.bytes("\n-- " + number + "\n");
      for (Script script : values()) {
        ByteArrayOutputStream source = new ByteArrayOutputStream();
        source.writeBytes(setting);
        source.writeBytes(script.source);
        source.writeBytes(mark);
        sources[script.ordinal()] = source.toByteArray();
        names[script.ordinal()] = sha1(source.toByteArray());
      }
    }

    private static byte[] sha1(byte[] source) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
        return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java runtime has SHA-1", e);
      }
    }

    /** Returns the text to load. */
    byte[] source(Script script) {
      return sources[script.ordinal()];
    }

    /** Returns the SHA-1 digest, in hexadecimal, by which Redis knows the text. */
    byte[] name(Script script) {
      return names[script.ordinal()];
    }
  }
}
