package dev.memotor.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A few lines of memcached's text protocol, which can be made to answer wrongly. */
public final class FakeServer implements AutoCloseable {

  /** What is wrong with a reply; {@code number} counts requests from 1. */
  interface Fault {
    /** The bytes to send; null to close the connection. */
    byte[] reply(int number, byte[] right);
  }

  private final ServerSocket socket;
  private final Fault fault;
  private final Map<String, byte[]> items = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();

  FakeServer(Fault fault) throws IOException {
    this.fault = fault;
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "fake-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        daemon(() -> serve(connection));
      }
    } catch (IOException e) {
      // The test is over.
      requests.incrementAndGet();
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      for (String line = line(in); line != null; line = line(in)) {
        byte[] reply = fault.reply(requests.incrementAndGet(), answer(line.split(" "), in));
        if (reply == null) {
          return;
        }
        out.write(reply);
      }
    } catch (IOException e) {
      // The generator hung up.
      requests.incrementAndGet();
    }
  }

  private byte[] answer(String[] words, InputStream in) throws IOException {
    if (words[0].equals("set")) {
      byte[] value = in.readNBytes(Integer.parseInt(words[4]));
      in.readNBytes(2);
      items.put(words[1], value);
      return "STORED\r\n".getBytes(StandardCharsets.US_ASCII);
    }
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    for (int i = 1; i < words.length; i++) {
      byte[] value = items.get(words[i]);
      if (value != null) {
        String head = "VALUE " + words[i] + " 0 " + value.length + "\r\n";
        reply.write(head.getBytes(StandardCharsets.US_ASCII));
        reply.write(value);
        reply.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
    reply.write("END\r\n".getBytes(StandardCharsets.US_ASCII));
    return reply.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return line.toString().strip();
      }
      line.append((char) b);
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
