package dev.memotor.conformance.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** Encrypts for clients that cannot, as people do with stunnel: a thread for each direction. */
final class TlsTunnel implements AutoCloseable {

  private final SSLContext context;
  private final InetSocketAddress server;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  TlsTunnel(SSLContext context, InetSocketAddress server) throws IOException {
    this.context = context;
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("tunnel", this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket clear = listener.accept();
        sockets.add(clear);
        Socket encrypted =
            context.getSocketFactory().createSocket(server.getAddress(), server.getPort());
        sockets.add(encrypted);
        start("tunnel in", () -> pump(clear, encrypted));
        start("tunnel out", () -> pump(encrypted, clear));
      } catch (IOException e) {
        // The listener is closed, or the server refuses: then the client finds no server behind it.
        continue;
      }
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void pump(Socket from, Socket to) {
    byte[] bytes = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        out.write(bytes, 0, count);
        out.flush();
      }
    } catch (IOException e) {
      // Either end may close at any time; that closes both.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
