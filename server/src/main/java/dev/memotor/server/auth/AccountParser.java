package dev.memotor.server.auth;

import dev.memotor.server.config.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parses the file of users: {@code name:password} lines, as in memcached, and {@code @name} lines
 * with the rights of a user. A number sign starts a comment line.
 */
final class AccountParser {

  private static final int MAX_NAME = 255;
  private static final int MAX_PASSWORD = 1024;

  /** Leaves room for the key. */
  private static final int MAX_PREFIX = 200;

  private final String file;
  private final Map<String, Secret> secrets = new HashMap<>();
  private final Map<String, Rights> rights = new HashMap<>();
  private int line;

  /** One of the two. */
  private record Secret(byte @Nullable [] plain, @Nullable ScramVerifier hashed) {}

  private record Rights(boolean readOnly, String prefix, int line) {}

  private AccountParser(String file) {
    this.file = file;
  }

  /**
   * Parses the content of a file.
   *
   * @param file its name, for messages
   * @throws ConfigurationException that names the file and the line that is wrong
   */
  static Accounts parse(String file, byte[] content) {
    return new AccountParser(file).read(new String(content, StandardCharsets.ISO_8859_1));
  }

  private Accounts read(String text) {
    for (String raw : text.split("\n", -1)) {
      line++;
      String entry = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
      if (entry.startsWith("@")) {
        readRights(entry.substring(1));
      } else if (!entry.isBlank() && !entry.startsWith("#")) {
        readUser(entry);
      }
    }
    Map<String, Account> accounts = new HashMap<>();
    rights.forEach(
        (name, right) -> {
          if (!secrets.containsKey(name)) {
            throw wrong(right.line, "there is no line 'name:password' for '" + shown(name) + "'");
          }
        });
    secrets.forEach((name, secret) -> accounts.put(name, account(name, secret)));
    if (accounts.isEmpty()) {
      throw new ConfigurationException("-Y " + file + ": there is no user in it");
    }
    return new Accounts(accounts);
  }

  private Account account(String name, Secret secret) {
    Rights right = rights.getOrDefault(name, new Rights(false, "", 0));
    User user = new User(name, right.readOnly, right.prefix);
    return secret.plain == null
        ? Account.hashed(user, Objects.requireNonNull(secret.hashed))
        : Account.plain(user, secret.plain);
  }

  private void readUser(String entry) {
    int colon = entry.indexOf(':');
    if (colon < 0) {
      throw wrong(line, "a user is written name:password");
    }
    String name = entry.substring(0, colon);
    String password = entry.substring(colon + 1);
    requireName(name);
    if (password.isEmpty()) {
      throw wrong(line, "the password is missing");
    }
    if (password.length() > MAX_PASSWORD) {
      throw wrong(line, "the password is longer than " + MAX_PASSWORD + " bytes");
    }
    if (secrets.containsKey(name)) {
      throw wrong(line, "the user '" + shown(name) + "' is there twice");
    }
    if (!password.startsWith(ScramVerifier.SCHEME)) {
      secrets.put(name, new Secret(password.getBytes(StandardCharsets.ISO_8859_1), null));
      return;
    }
    try {
      secrets.put(name, new Secret(null, ScramVerifier.parse(password)));
    } catch (IllegalArgumentException e) {
      throw wrong(line, String.valueOf(e.getMessage()));
    }
  }

  private void requireName(String name) {
    if (name.isEmpty()) {
      throw wrong(line, "the name is missing");
    }
    if (name.length() > MAX_NAME) {
      throw wrong(line, "the name is longer than " + MAX_NAME + " bytes");
    }
    if (hasBlank(name)) {
      // A text client says 'name password': the space ends the name.
      throw wrong(line, "a name has no spaces or control characters");
    }
  }

  private void readRights(String entry) {
    String[] words = entry.strip().split(" +");
    String name = words[0];
    requireName(name);
    if (words.length == 1) {
      throw wrong(line, "give 'read-only' or 'prefix=...' behind '@" + shown(name) + "'");
    }
    boolean readOnly = false;
    String prefix = "";
    for (int i = 1; i < words.length; i++) {
      String word = words[i];
      if (word.equals("read-only")) {
        if (readOnly) {
          throw wrong(line, "'read-only' is there twice");
        }
        readOnly = true;
      } else if (word.startsWith("prefix=")) {
        if (!prefix.isEmpty()) {
          throw wrong(line, "'prefix' is there twice");
        }
        prefix = prefix(word.substring("prefix=".length()));
      } else {
        throw wrong(
            line, "'" + shown(word) + "' is unknown; there are 'read-only' and 'prefix=...'");
      }
    }
    if (rights.putIfAbsent(name, new Rights(readOnly, prefix, line)) != null) {
      throw wrong(line, "the rights of '" + shown(name) + "' are there twice");
    }
  }

  private String prefix(String text) {
    if (text.isEmpty() || text.length() > MAX_PREFIX || hasBlank(text)) {
      throw wrong(
          line, "a prefix has 1 to " + MAX_PREFIX + " bytes without spaces or control characters");
    }
    return text;
  }

  private static boolean hasBlank(String text) {
    return text.chars().anyMatch(c -> c <= ' ' || c == 0x7f);
  }

  /** Returns the text without characters that could confuse a terminal. */
  static String shown(String name) {
    String text = new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }

  private ConfigurationException wrong(int at, String what) {
    return new ConfigurationException("-Y " + file + " line " + at + ": " + what);
  }
}
