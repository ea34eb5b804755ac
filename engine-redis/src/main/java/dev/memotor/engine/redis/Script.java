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
  RESERVE("reserve");

  private final byte[] source;
  private final byte[] sha;

  Script(String... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (String part : parts) {
      joined.writeBytes(read(part + ".lua"));
    }
    source = joined.toByteArray();
    sha = sha(source).getBytes(StandardCharsets.US_ASCII);
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

  private static String sha(byte[] source) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** The text to load. */
  byte[] source() {
    return source;
  }

  /** The name under which Redis knows the text, in hexadecimal digits. */
  byte[] sha() {
    return sha;
  }
}
