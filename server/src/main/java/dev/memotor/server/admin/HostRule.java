package dev.memotor.server.admin;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which Host headers are answered without a token: an address or localhost. A page of another site
 * whose name was made to lead here has that site's name in its requests, and learns nothing.
 */
final class HostRule {

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.%]+\\]");

  private HostRule() {}

  static boolean allows(String host) {
    if (host == null) {
      return true;
    }
    String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
    return name.equals("localhost") || ADDRESS.matcher(name).matches();
  }
}
