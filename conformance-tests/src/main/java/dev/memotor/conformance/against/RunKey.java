package dev.memotor.conformance.against;

import dev.memotor.conformance.template.Escapes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The key of one run of a sequence, which its replies show as {@code {key}}. */
record RunKey(String key) {

  /** Appended to {@code {key}} to get several keys. */
  static final String SUFFIXES = "abcdx";

  /** Returns bytes as a case file writes them. */
  String notation(String bytes) {
    String text = Escapes.show(bytes.replace("{", "\\x7b").replace("}", "\\x7d"));
    for (int i = 0; i < SUFFIXES.length(); i++) {
      String name = key + SUFFIXES.charAt(i);
      String encoded =
          Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.ISO_8859_1));
      text = text.replace(encoded, "{base64:{key}" + SUFFIXES.charAt(i) + "}");
    }
    return text.replace(key, "{key}");
  }
}
