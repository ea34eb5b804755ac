package dev.memotor.server.buffer;

/** Keys as memcached writes them into lines that programs take apart: as in a URI. */
public final class PercentEncoding {

  private static final String HEX = "0123456789ABCDEF";

  private PercentEncoding() {}

  public static String of(byte[] key) {
    StringBuilder text = new StringBuilder(key.length);
    for (byte b : key) {
      if (isPlain(b)) {
        text.append((char) b);
      } else {
        text.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
    return text.toString();
  }

  private static boolean isPlain(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
