package dev.memotor.conformance;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** A server that sends what a test wants, so that the runner can be made to fail. */
public final class ScriptedServer implements AutoCloseable {

  /** In a scripted reply: close the connection here. */
  public static final String CLOSE = "<close>";

  /** The server's side of one connection; returning closes it. */
  public interface Conversation {
    void hold(InputStream in, OutputStream out) throws IOException;
  }

  private final ServerSocket listener;
  private final Supplier<Conversation> conversations;

  private ScriptedServer(Supplier<Conversation> conversations) throws IOException {
    this.conversations = conversations;
    this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    start(this::acceptAll, "scripted-server");
  }

  public static ScriptedServer of(Conversation conversation) {
    return choosing(() -> conversation);
  }

  /** Runs a conversation for each connection, in the order in which they were accepted. */
  public static ScriptedServer choosing(Supplier<Conversation> conversations) {
    try {
      return new ScriptedServer(conversations);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers known lines and {@code version}, and ignores all others. */
  public static ScriptedServer answering(Map<String, String> replies) {
    return of(
        (in, out) -> {
          String line = readLine(in);
          while (line != null) {
            String reply = replies.getOrDefault(line, line.equals("version") ? version() : "");
            int close = reply.indexOf(CLOSE);
            out.write(
                (close < 0 ? reply : reply.substring(0, close))
                    .getBytes(StandardCharsets.ISO_8859_1));
            if (close >= 0) {
              return;
            }
            line = readLine(in);
          }
        });
  }

  private static String version() {
    return "VERSION 1.6.18\r\n";
  }

  public static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int b = in.read();
    while (b >= 0 && b != '\n') {
      line.append((char) b);
      b = in.read();
    }
    return b < 0 ? null : line.toString().replace("\r", "");
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Conversation conversation = conversations.get();
        start(() -> serve(socket, conversation), "scripted-connection");
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void serve(Socket socket, Conversation conversation) {
    try (socket) {
      socket.setTcpNoDelay(true);
      conversation.hold(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
    } catch (IOException gone) {
      // The runner under test hangs up whenever it has seen enough.
      return;
    }
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
