package dev.memotor.benchmarks.churn;

import dev.memotor.bench.workload.Values;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One connection of a client that asks for several keys at once, and waits. Every byte of every
 * value is checked. For one thread.
 */
final class TextClient implements AutoCloseable {

  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_LINE = 2048;
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final Values values = new Values(ShiftingSizes.MOST);
  private final ByteBuffer value = ByteBuffer.allocate(ShiftingSizes.MOST);
  private final byte[] line = new byte[LONGEST_LINE];

  TextClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
  }

  /** Asks for keys, one request each; sets whether each was found. */
  void get(int[] keys, boolean[] found) throws IOException {
    for (int key : keys) {
      write("get " + name(key) + "\r\n");
    }
    out.flush();
    for (int i = 0; i < keys.length; i++) {
      found[i] = readValue(keys[i]);
    }
  }

  /** Sends a set; {@link #readStored} reads the reply after {@link #flush}. */
  void set(int key, int size, int ttl) throws IOException {
    write("set " + name(key) + " 0 " + ttl + " " + size + "\r\n");
    value.clear();
    values.put(value, key, size);
    out.write(value.array(), 0, size);
    write("\r\n");
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Returns whether the oldest set was carried out; false if there was no memory for it. */
  boolean readStored() throws IOException {
    String reply = readLine();
    if (reply.equals("STORED")) {
      return true;
    }
    if (reply.startsWith("SERVER_ERROR out of memory")) {
      return false;
    }
    throw new IOException("a set is answered with " + reply);
  }

  /** Sets which of some keys are stored, in order, without counting as a use of them. */
  void peek(int firstKey, boolean[] stored, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      write("me " + name(firstKey + i) + "\r\n");
    }
    out.flush();
    for (int i = 0; i < count; i++) {
      String reply = readLine();
      stored[i] = reply.startsWith("ME ");
      if (!stored[i] && !reply.equals("EN")) {
        throw new IOException("me is answered with " + reply);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private boolean readValue(int key) throws IOException {
    String reply = readLine();
    if (reply.equals("END")) {
      return false;
    }
    String expected = "VALUE " + name(key) + " 0 ";
    if (!reply.startsWith(expected)) {
      throw new IOException("a get of " + name(key) + " is answered with " + reply);
    }
    int size = Integer.parseInt(reply.substring(expected.length()));
    if (size < ShiftingSizes.LEAST || size > ShiftingSizes.MOST) {
      throw new IOException("a value has " + size + " bytes, which none was stored with");
    }
    if (in.readNBytes(value.array(), 0, size) < size) {
      throw new EOFException("the server closed the connection within a value");
    }
    value.clear().limit(size);
    if (!values.matches(value, key, 0)) {
      throw new IOException("the value of " + name(key) + " has other bytes than were stored");
    }
    if (!readLine().isEmpty() || !readLine().equals("END")) {
      throw new IOException("the value of " + name(key) + " does not end with its length");
    }
    return true;
  }

  private static String name(int key) {
    return "churn" + key;
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String readLine() throws IOException {
    int length = 0;
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next == '\n') {
        return new String(line, 0, Math.max(0, length - 1), StandardCharsets.US_ASCII);
      }
      if (length == LONGEST_LINE) {
        throw new IOException("a line of the server is longer than " + LONGEST_LINE + " bytes");
      }
      line[length++] = (byte) next;
    }
  }
}
