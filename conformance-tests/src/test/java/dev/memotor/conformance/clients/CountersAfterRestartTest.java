package dev.memotor.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters of the previous run are metrics again before any client increments them. */
@Tag("slow")
final class CountersAfterRestartTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "fs"})
  void counters_areKnownAgain(String scheme, @TempDir Path directory) throws Exception {
    try (ServedEngine served = ServedEngine.start(scheme, directory)) {
      talk(
          served.address(),
          "set page.views 0 0 2\r\n40\r\nincr page.views 2\r\nset plain 0 0 1\r\n1\r\n",
          "STORED\r\n42\r\nSTORED\r\n");
      assertThat(counters(served)).contains("\"added\":2,");
    }
    try (ServedEngine served = ServedEngine.start(scheme, directory)) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      String known = counters(served);
      while (!known.contains("\"value\":42")) {
        assertThat(System.nanoTime()).as(known).isLessThan(deadline);
        Thread.onSpinWait();
        known = counters(served);
      }
      assertThat(known).contains("\"added\":0,\"taken\":0}").doesNotContain("plain");
      talk(served.address(), "incr page.views 1\r\n", "43\r\n");
      assertThat(counters(served)).contains("\"added\":1,\"taken\":0}");
    }
  }

  private String counters(ServedEngine served) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + served.adminAddress().getPort() + "/counters");
    return http.send(
            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void talk(InetSocketAddress address, String request, String reply)
      throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(reply.length());
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo(reply);
    }
  }
}
