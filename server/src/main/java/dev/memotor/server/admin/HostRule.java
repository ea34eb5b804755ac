package dev.memotor.server.admin;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Host headers that are accepted without a token: an address or localhost. This defeats DNS
 * rebinding, where a page of another site, whose name resolves to this machine, sends that name.
 */
final class HostRule {

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.%]+\\]");

  private HostRule() {}

  static boolean allows(@Nullable String host) {
    if (host == null) {
      return true;
    }
    String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
    return name.equals("localhost") || ADDRESS.matcher(name).matches();
  }
}
