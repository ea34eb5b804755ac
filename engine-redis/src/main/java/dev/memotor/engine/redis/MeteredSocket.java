package dev.memotor.engine.redis;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket that counts transferred bytes, as far as a Jedis connection uses it.
 *
 * <p>Jedis writes a value in one call and reads it in one: only the socket can tell a slow transfer
 * from a stuck one.
 */
final class MeteredSocket extends Socket {

  /** At most this much is written at a time, so that progress is visible. */
  private static final int PIECE = 128 * 1024;

  private final Socket socket;
  private @Nullable LaneClock clock;

  MeteredSocket(Socket socket) {
    this.socket = socket;
  }

  /** Counts on this clock from now on. For the thread that reads and writes. */
  void countOn(LaneClock laneClock) {
    clock = laneClock;
  }

  private void moved(int count) {
    if (clock != null && count > 0) {
      clock.moved(count);
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(socket.getInputStream()) {
      @Override
      public int read() throws IOException {
        int read = in.read();
        moved(read < 0 ? 0 : 1);
        return read;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        moved(count);
        return count;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(socket.getOutputStream()) {
      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
          int piece = Math.min(PIECE, length - done);
          out.write(from, offset + done, piece);
          moved(piece);
          done += piece;
        }
      }
    };
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    socket.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}
