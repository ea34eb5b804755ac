package dev.memotor.engine.redis;

import dev.memotor.engine.Item;
import java.util.ArrayList;
import java.util.List;

/** An item's marks as words, so that a person who looks at the hash can read them. */
final class Marks {

  private static final byte[][] TEXTS = texts();

  private Marks() {}

  private static byte[][] texts() {
    byte[][] texts = new byte[8][];
    for (int marks = 0; marks < texts.length; marks++) {
      List<String> words = new ArrayList<>();
      if ((marks & Item.STALE) != 0) {
        words.add("stale");
      }
      if ((marks & Item.WON) != 0) {
        words.add("won");
      }
      if ((marks & Item.BINARY_KEY) != 0) {
        words.add("base64");
      }
      texts[marks] = Ascii.bytes(String.join(" ", words));
    }
    return texts;
  }

  static byte[] text(int marks) {
    return TEXTS[marks];
  }

  static byte[] ofKey(boolean binaryKey) {
    return TEXTS[binaryKey ? Item.BINARY_KEY : 0];
  }

  /** Unknown words count for nothing. */
  static int parse(byte[] text) {
    if (text == null || text.length == 0) {
      return 0;
    }
    String words = Ascii.text(text);
    return (words.contains("stale") ? Item.STALE : 0)
        | (words.contains("won") ? Item.WON : 0)
        | (words.contains("base64") ? Item.BINARY_KEY : 0);
  }
}
