package dev.memotor.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
final class IdleConnectionsTest {

  /** Answers so many connections, and hangs up on the next. */
  private static CompletableFuture<List<Socket>> answer(ServerSocket listener, int connections) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<Socket> answered = new ArrayList<>();
          try {
            for (int i = 0; i < connections; i++) {
              Socket socket = listener.accept();
              answered.add(socket);
              InputStream in = socket.getInputStream();
              assertThat(new String(in.readNBytes(9), StandardCharsets.US_ASCII))
                  .isEqualTo("version\r\n");
              socket.getOutputStream().write("VERSION 1\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            listener.close();
            return answered;
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void everyConnectionIsAnsweredAndStaysOpen() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      CompletableFuture<List<Socket>> answered = answer(listener, 3);
      List<Socket> sockets;
      try (IdleConnections idle = new IdleConnections(listener.getLocalPort(), 3)) {
        sockets = answered.get();
        assertThat(sockets).hasSize(3);
        for (Socket socket : sockets) {
          assertThat(socket.getInputStream().available()).isZero();
        }
      }
      for (Socket socket : sockets) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        socket.close();
      }
    }
  }

  @Test
  void aServerThatTakesNoMoreIsSaidSo() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      CompletableFuture<List<Socket>> answered = answer(listener, 2);
      int port = listener.getLocalPort();
      assertThatThrownBy(() -> new IdleConnections(port, 3))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("connection 3: ");
      for (Socket socket : answered.get()) {
        socket.close();
      }
    }
  }
}
