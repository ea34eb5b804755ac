package dev.memotor.server.fuzz;

import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.protocol.ScriptedConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A protocol to fuzz: its corpus and the words that mutations insert. */
enum Wire {
  TEXT(
      "get gets gat gats set add replace append prepend cas incr decr touch delete mg ms md ma me mn"
          + " flush_all version stats quit noreply items slabs sizes settings reset detail on off"
          + " dump lru_crawler metadump hash all slabs automove reassign lru mode flat cache_memlimit"
          + " verbosity watch shutdown -1 0 1 2 31 100 250 1048576 4294967295 4294967296 2147483648"
          + " 9223372036854775808 18446744073709551615 18446744073709551616 v k c f t s q b I Oabc"
          + " T30 N60 R30 J5 D2 ME MI C1 E1 S3 a later:a shuffled:b BUSY:c throw:d YQ== * $ \r \n"
          + " \r\n \r\n\r\n abc\r\n \t \0 \u00ff") {
    @Override
    ScriptedConnection connection(int window, ByteBudget.Share budget) {
      return ScriptedConnection.text(window, budget);
    }
  },
  BINARY(
      "\u0080 \u0081 \0 \0\0\0\1 \0\3 \0\u00fa \0\u00fb \u00ff\u00ff\u00ff\u00ff \u0007fff \4 \10 \24"
          + " a key later:a shuffled:b BUSY:c throw:d settings items reset") {
    @Override
    ScriptedConnection connection(int window, ByteBudget.Share budget) {
      return ScriptedConnection.binary(window, budget);
    }
  };

  private final List<byte[]> words = new ArrayList<>();

  Wire(String words) {
    this.words.add(bytes(" "));
    for (String word : words.split(" ")) {
      this.words.add(bytes(word));
    }
  }

  abstract ScriptedConnection connection(int window, ByteBudget.Share budget);

  List<byte[]> words() {
    return words;
  }

  /** Returns streams that once failed, and seeds that reach every command. */
  List<byte[]> corpus() {
    String name = "/fuzz/" + name().toLowerCase(Locale.ROOT) + ".corpus";
    try (InputStream in = Wire.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> bytes(line.translateEscapes()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a stream as a line of a corpus. */
  static String show(byte[] stream) {
    StringBuilder out = new StringBuilder();
    for (byte b : stream) {
      int c = b & 0xff;
      if (c > ' ' && c < 0x7f && c != '\\' && c != '#' || c == ' ' && !out.isEmpty()) {
        out.append((char) c);
      } else {
        out.append(c == '\r' ? "\\r" : c == '\n' ? "\\n" : String.format("\\%03o", c));
      }
    }
    return out.toString();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
