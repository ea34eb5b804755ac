package dev.memotor.benchmarks.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a server answers to {@code stats}. */
public record ServerStats(Map<String, String> byName) {

  private static final int TIMEOUT_MILLIS = 60_000;
  private static final byte[] REQUEST = "stats\r\n".getBytes(StandardCharsets.US_ASCII);

  public ServerStats {
    byName = Map.copyOf(byName);
  }

  /** Asks the server on a port of the loopback interface. */
  public static ServerStats of(int port) throws IOException {
    Map<String, String> byName = new HashMap<>();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(REQUEST);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = in.readLine(); !"END".equals(line); line = in.readLine()) {
        String[] words = line == null ? new String[0] : line.split(" ", 3);
        if (words.length != 3 || !words[0].equals("STAT")) {
          throw new IOException("the server answers stats with " + line);
        }
        byName.put(words[1], words[2]);
      }
    }
    return new ServerStats(byName);
  }

  /** Returns a number; 0 if the server does not report it. */
  public long number(String name) {
    return Long.parseLong(byName.getOrDefault(name, "0"));
  }
}
