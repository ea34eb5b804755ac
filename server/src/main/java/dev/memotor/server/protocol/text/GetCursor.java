package dev.memotor.server.protocol.text;

import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.server.auth.Session;
import dev.memotor.server.protocol.Connection;
import java.util.Arrays;

/**
 * The keys of a get that are still to be asked for. A command may name more keys than a connection
 * may ask for at a time; the rest waits here.
 */
final class GetCursor {

  private final boolean withCas;
  private final Get.Options options;
  private final ClassicGet.Shared shared;
  private byte[] in;
  private int at;
  private int to;

  /** The keys in {@code in[at, to)}, of which there is at least one, each of a legal length. */
  GetCursor(boolean withCas, Get.Options options, byte[] in, int at, int to) {
    this.withCas = withCas;
    this.options = options;
    this.in = in;
    this.at = skipSpaces(in, at, to);
    this.to = to;
    this.shared = new ClassicGet.Shared();
  }

  static int skipSpaces(byte[] in, int from, int to) {
    int at = from;
    while (at < to && in[at] == ' ') {
      at++;
    }
    return at;
  }

  static int endOfToken(byte[] in, int from, int to) {
    int at = from;
    while (at < to && in[at] != ' ') {
      at++;
    }
    return at;
  }

  /** Asks for keys as long as the connection may; returns whether all are asked for. */
  boolean advance(Connection connection) {
    Session session = connection.session();
    while (at < to) {
      if (!connection.mayAsk()) {
        return false;
      }
      int end = endOfToken(in, at, to);
      Key key = session.key(in, at, end);
      at = skipSpaces(in, end, to);
      connection.submit(
          new ClassicGet(withCas, at == to, shared, session.prefixLength()), new Get(key, options));
    }
    return true;
  }

  /** Bytes of the keys that are still to be asked for. */
  int length() {
    return to - at;
  }

  /** Makes the rest independent of the input array, which will be used again. */
  void detach() {
    in = Arrays.copyOfRange(in, at, to);
    to -= at;
    at = 0;
  }
}
