package dev.memotor.server.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Where attempts come from, as far as guessers can be distinguished: an IPv4 address, an IPv6
 * network of 64 bits, since that is what a single host gets, or the Unix domain socket.
 *
 * @param kind 4, 6, or 0 for the Unix domain socket
 * @param network the address or the network
 */
public record Source(int kind, long network) {

  private static final Source UNIX = new Source(0, 0);

  /** Returns the source of a peer. */
  public static Source of(SocketAddress peer) {
    InetAddress address = peer instanceof InetSocketAddress inet ? inet.getAddress() : null;
    if (address == null) {
      return UNIX;
    }
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet6Address
        ? new Source(6, bytes.getLong())
        : new Source(4, bytes.getInt());
  }
}
