package dev.memotor.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** A proxy in front of a correct server that breaks one thing in what passes, packet by packet. */
final class MutatingProxy implements AutoCloseable {

  private static final int BUFFER_SIZE = 64 * 1024;

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final UnaryOperator<String> requests;
  private final UnaryOperator<String> replies;

  MutatingProxy(
      InetSocketAddress server, UnaryOperator<String> requests, UnaryOperator<String> replies)
      throws IOException {
    this.server = server;
    this.requests = requests;
    this.replies = replies;
    this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    start(this::acceptAll);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket upstream = new Socket(server.getAddress(), server.getPort());
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        start(() -> pump(client, upstream, requests));
        start(() -> pump(upstream, client, replies));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void pump(Socket from, Socket to, UnaryOperator<String> mutation) {
    byte[] buffer = new byte[BUFFER_SIZE];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        String packet = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        out.write(mutation.apply(packet).getBytes(StandardCharsets.ISO_8859_1));
      }
      to.shutdownOutput();
    } catch (IOException gone) {
      closeBoth(from, to);
    }
  }

  private static void closeBoth(Socket one, Socket other) {
    try (one;
        other) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "mutating-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
