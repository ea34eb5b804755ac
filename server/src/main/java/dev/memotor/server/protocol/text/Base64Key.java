package dev.memotor.server.protocol.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes base64 as memcached does, more leniently than the JDK: bytes that are not in the alphabet
 * are skipped, and what follows the padding is ignored. Only the number of characters has to be a
 * multiple of four.
 */
final class Base64Key {

  private static final byte FOREIGN = -1;
  private static final int PAD = '=';
  private static final byte[] SIX_BITS = new byte[256];

  static {
    Arrays.fill(SIX_BITS, FOREIGN);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      SIX_BITS[alphabet.charAt(i)] = (byte) i;
    }
    SIX_BITS[PAD] = 0;
  }

  private Base64Key() {}

  static byte @Nullable [] decode(byte[] in, int from, int to) {
    byte[] decoded = new byte[(to - from) / 4 * 3];
    int length = 0;
    int bits = 0;
    int count = 0;
    int pads = 0;
    boolean padded = false;
    for (int i = from; i < to; i++) {
      int six = SIX_BITS[in[i] & 0xFF];
      if (six == FOREIGN) {
        continue;
      }
      count++;
      if (padded) {
        continue;
      }
      if (in[i] == PAD) {
        pads++;
      }
      bits = bits << 6 | six;
      if (count % 4 == 0) {
        decoded[length++] = (byte) (bits >> 16);
        decoded[length++] = (byte) (bits >> 8);
        decoded[length++] = (byte) bits;
        padded = pads > 0;
      }
    }
    if (count % 4 != 0 || pads > 2 || length <= pads) {
      return null;
    }
    return Arrays.copyOf(decoded, length - pads);
  }
}
