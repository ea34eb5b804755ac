package dev.memotor.conformance.wire;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Cuts a frame's notation at spaces, but not inside quotes or braces. */
final class FrameWords implements Iterable<String> {

  private final List<String> words = new ArrayList<>();

  FrameWords(String text) {
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        word.append(c).append(text.charAt(++i));
        continue;
      }
      if (c == ' ' && !quoted && depth == 0) {
        add(word);
        continue;
      }
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      }
      word.append(c);
    }
    if (quoted) {
      throw new IllegalArgumentException("a quote without its end: " + text);
    }
    add(word);
  }

  private void add(StringBuilder word) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  @Override
  public Iterator<String> iterator() {
    return words.iterator();
  }
}
