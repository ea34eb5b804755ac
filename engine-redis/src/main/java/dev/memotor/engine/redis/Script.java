package dev.memotor.engine.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

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

  /** The text, as in its files. */
  byte[] source() {
    return source;
  }
}
