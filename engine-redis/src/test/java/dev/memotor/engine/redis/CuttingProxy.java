package dev.memotor.engine.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A proxy in front of Redis that can cut a connection in the middle of a reply, or be slow. */
final class CuttingProxy implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final int redisPort;
  private volatile Cut cut;
  private volatile long bytesPerSecond = Long.MAX_VALUE;

  CuttingProxy(int redisPort) throws IOException {
    this.redisPort = redisPort;
    start(this::accept);
  }

  String uri(String options) {
    return "redis://127.0.0.1:" + server.getLocalPort() + options;
  }

  /**
   * Waits until Redis has sent {@code awaited} replies that are lists, then forwards {@code passed}
   * of them and a piece of the next one, and closes the connection.
   */
  void cutReplies(int passed, int awaited) {
    cut = new Cut(passed, awaited);
  }

  /** Limits the throughput in each direction from now on. */
  void slowDown(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
      sockets.add(client);
      sockets.add(redis);
      start(() -> pass(client, redis, false));
      start(() -> pass(redis, client, true));
    }
  }

  private void pass(Socket from, Socket to, boolean answers) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[1 << 16];
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        LockSupport.parkNanos(length * 1_000_000_000L / bytesPerSecond);
        Cut now = cut;
        if (!answers || now == null) {
          out.write(bytes, 0, length);
        } else if (now.isReached(bytes, length)) {
          cut = null;
          out.write(now.seen.toByteArray(), 0, now.end);
          return;
        }
      }
    }
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // Closed by one of the two sides: all of these threads end that way.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static final class Cut {

    private static final int PIECE = 3;

    private final int passed;
    private final int awaited;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private int replies;
    private int end;

    Cut(int passed, int awaited) {
      this.passed = passed;
      this.awaited = awaited;
    }

    /** Takes bytes of replies; each begins with a star and contains no other. */
    boolean isReached(byte[] bytes, int length) {
      for (int i = 0; i < length; i++) {
        if (bytes[i] == '*') {
          replies++;
          if (replies == passed + 1) {
            end = seen.size() + i + PIECE;
          }
        }
      }
      seen.write(bytes, 0, length);
      return replies == awaited && seen.toString(StandardCharsets.US_ASCII).endsWith("\r\n");
    }
  }

  private interface Work {
    void run() throws IOException;
  }
}
