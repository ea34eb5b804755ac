package dev.memotor.benchmarks.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections that were answered once and say nothing from then on. */
final class IdleConnections implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final byte[] REQUEST = "version\r\n".getBytes(StandardCharsets.US_ASCII);

  private final List<Socket> sockets = new ArrayList<>();

  /** Opens them, and waits for the answer on each, so that all of them have been accepted. */
  IdleConnections(int port, int count) throws IOException {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      for (int i = 0; i < count; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(server, TIMEOUT_MILLIS);
        socket.getOutputStream().write(REQUEST);
        awaitLine(socket);
      }
    } catch (IOException e) {
      try {
        close();
      } catch (IOException alsoThis) {
        e.addSuppressed(alsoThis);
      }
      throw new IOException("connection " + sockets.size() + ": " + e.getMessage(), e);
    }
  }

  private static void awaitLine(Socket socket) throws IOException {
    int last;
    do {
      last = socket.getInputStream().read();
      if (last < 0) {
        throw new IOException("closed by the server");
      }
    } while (last != '\n');
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
