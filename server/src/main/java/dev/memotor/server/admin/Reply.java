package dev.memotor.server.admin;

import java.nio.charset.StandardCharsets;

/** An answer to a request. */
record Reply(int status, String type, byte[] body) {

  private static final String PLAIN = "text/plain; charset=utf-8";

  static Reply text(int status, String text) {
    return new Reply(status, PLAIN, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static Reply json(JsonText json) {
    return new Reply(200, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
