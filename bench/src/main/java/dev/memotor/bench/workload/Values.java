package dev.memotor.bench.workload;

import java.nio.ByteBuffer;

/**
 * What is stored under a key: a piece of one random text, beginning where the key says.
 *
 * <p>So a value can be checked without remembering anything, also when its size changes from set to
 * set; writing one is a single copy. The text is long enough that neighbouring keys rarely share
 * bytes, which would flatter a store that compresses.
 *
 * <p>For one thread: it holds positions.
 */
public final class Values {

  private static final int PLACES = 1 << 18;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final byte[] text;
  private final ByteBuffer window;

  public Values(int largest) {
    text = new byte[PLACES + largest];
    Random64 random = new Random64(1);
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ALPHABET.charAt(random.below(ALPHABET.length()));
    }
    window = ByteBuffer.allocateDirect(text.length).put(text);
  }

  public void put(ByteBuffer out, int key, int size) {
    out.put(text, begin(key), size);
  }

  /**
   * Whether the bytes of {@code in} from its position to its limit are those of the key's value
   * from {@code offset} on.
   */
  public boolean matches(ByteBuffer in, int key, int offset) {
    int from = begin(key) + offset;
    window.limit(from + in.remaining()).position(from);
    boolean matches = window.mismatch(in) < 0;
    window.clear();
    return matches;
  }

  private static int begin(int key) {
    return (int) (Random64.mix(key) & (PLACES - 1));
  }
}
