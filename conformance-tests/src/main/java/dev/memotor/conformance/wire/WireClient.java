package dev.memotor.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A blocking connection that knows nothing of any protocol: bytes go out cut as asked, and come in
 * with a limit on how long the next one may take. For one thread at a time, except {@link #close}.
 */
public final class WireClient implements Closeable {

  /** Long enough that the peer's kernel hands packets to its process one by one. */
  private static final long PACKET_GAP_NANOS = 300_000;

  private static final int BUFFER_SIZE = 16 * 1024;

  /** Generous: no line or frame of any server is longer. */
  private static final int LENGTH_MAX = 8 << 20;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final Duration timeout;
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private int position;
  private int limit;

  private WireClient(Socket socket, Duration timeout) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.timeout = timeout;
  }

  /**
   * @param timeout how long connecting, and then each wait for a further byte, may take
   */
  public static WireClient connect(InetSocketAddress address, Duration timeout) throws IOException {
    return over(socket(address, timeout), timeout);
  }

  /** A client over a connected socket, which it owns from now on. */
  static WireClient over(Socket socket, Duration timeout) throws IOException {
    try {
      return new WireClient(socket, timeout);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  public static Socket socket(InetSocketAddress address, Duration timeout) throws IOException {
    Socket socket = new Socket();
    try {
      // Small packets are the point of half the cases; Nagle would glue them together again.
      socket.setTcpNoDelay(true);
      socket.connect(address, Math.toIntExact(timeout.toMillis()));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends {@code bytes} as several packets, a new one beginning at each of {@code cuts}. */
  public void sendCut(byte[] bytes, List<Integer> cuts) throws IOException {
    int start = 0;
    for (int cut : cuts) {
      if (cut <= start || cut >= bytes.length) {
        continue;
      }
      out.write(bytes, start, cut - start);
      out.flush();
      start = cut;
      LockSupport.parkNanos(PACKET_GAP_NANOS);
    }
    out.write(bytes, start, bytes.length - start);
    out.flush();
  }

  /**
   * The next byte, or -1 when the server has closed.
   *
   * @throws SocketTimeoutException if nothing comes in time
   */
  public int read() throws IOException {
    if (position == limit && !fill(timeout)) {
      return -1;
    }
    return Byte.toUnsignedInt(buffer[position++]);
  }

  /** The next byte, which stays to be read, or -1 when the server has closed. */
  public int peek() throws IOException {
    if (position == limit && !fill(timeout)) {
      return -1;
    }
    return Byte.toUnsignedInt(buffer[position]);
  }

  /**
   * A binary frame.
   *
   * @throws ProtocolException if its header is not that of a frame
   */
  public BinaryFrame readFrame() throws IOException {
    byte[] header = readExactly(BinaryFrame.HEADER_LENGTH);
    long length = BinaryFrame.bodyLength(header);
    if (length > LENGTH_MAX) {
      throw new ProtocolException("not a frame: a body of " + length + " bytes");
    }
    byte[] body = readExactly((int) length);
    try {
      return BinaryFrame.of(header, body);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("not a frame: " + e.getMessage());
    }
  }

  /**
   * @throws ProtocolException if {@code count} is absurd
   */
  public byte[] readExactly(int count) throws IOException {
    if (count < 0 || count > LENGTH_MAX) {
      throw new ProtocolException("a length of " + count + " bytes");
    }
    byte[] bytes = new byte[count];
    int filled = 0;
    while (filled < count) {
      if (position == limit && !fill(timeout)) {
        throw new EOFException("closed after " + filled + " of " + count + " bytes");
      }
      int chunk = Math.min(count - filled, limit - position);
      System.arraycopy(buffer, position, bytes, filled, chunk);
      position += chunk;
      filled += chunk;
    }
    return bytes;
  }

  /** A line without its CRLF or LF. */
  public String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = read();
    while (b != '\n') {
      if (b < 0) {
        throw new EOFException("closed within a line");
      }
      if (line.size() == LENGTH_MAX) {
        throw new ProtocolException("a line without end");
      }
      line.write(b);
      b = read();
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** What comes until the line stays silent for {@code quiet}, is closed, or {@code max} is had. */
  public byte[] drain(int max, Duration quiet) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      while (bytes.size() < max) {
        if (position == limit && !fill(quiet)) {
          break;
        }
        int chunk = Math.min(max - bytes.size(), limit - position);
        bytes.write(buffer, position, chunk);
        position += chunk;
      }
    } catch (SocketTimeoutException silent) {
      return bytes.toByteArray();
    }
    return bytes.toByteArray();
  }

  /** Whether bytes or the end of the connection can be read within {@code patience}. */
  public boolean isSpokenTo(Duration patience) throws IOException {
    if (position < limit) {
      return true;
    }
    try {
      fill(patience);
      return true;
    } catch (SocketTimeoutException silent) {
      return false;
    }
  }

  /** Says that nothing more will be sent; replies can still be read. */
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private boolean fill(Duration patience) throws IOException {
    socket.setSoTimeout(Math.max(1, Math.toIntExact(patience.toMillis())));
    int count = in.read(buffer, 0, buffer.length);
    if (count < 0) {
      return false;
    }
    position = 0;
    limit = count;
    return true;
  }
}
