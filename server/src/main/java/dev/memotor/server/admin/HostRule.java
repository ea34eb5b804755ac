package dev.memotor.server.admin;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which Host headers are accepted without a token: an address or localhost. This defeats DNS
 * rebinding: a page of another site whose name resolves to this machine sends that name.
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
