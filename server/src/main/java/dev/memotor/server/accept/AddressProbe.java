package dev.memotor.server.accept;

import dev.memotor.server.config.ConfigurationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Checks whether an address can be listened on, before there is anything to serve. */
public final class AddressProbe {

  private AddressProbe() {}

  /**
   * Checks an address. It is bound but never listened on, so that no client connects.
   *
   * @param where the option and its value, or the address
   * @param advice what to do, as the end of the message
   * @throws ConfigurationException if the address is in use, or not one of this machine
   */
  public static void check(InetSocketAddress address, String where, String advice) {
    try (Socket probe = new Socket()) {
      // As listeners do: connections of an earlier server do not block the port.
      probe.setReuseAddress(true);
      probe.bind(address);
    } catch (IOException e) {
      throw ConfigurationException.cannotListen(where, e, advice);
    }
  }
}
