package dev.memotor.server.cli;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.server.MemotorServer;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what operators need to know about a server that has just started. */
final class StartMessages {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  private StartMessages() {}

  static void log(
      MemotorServer server, ServerConfig config, Engine engine, ServerIdentity identity) {
    LOG.info(
        "memotor {} listens on {} ({}, event loops: {}), engine {}, {}",
        identity.version(),
        server.addresses().stream().map(StartMessages::show).collect(Collectors.joining(", ")),
        server.transport(),
        config.connections().loops(),
        identity.engine(),
        engine.capabilities().contains(Capability.PERSISTENT)
            ? "items survive restarts"
            : "items do not survive a restart");
    InetSocketAddress page = server.adminAddress();
    if (page != null) {
      boolean everywhere = page.getAddress().isAnyLocalAddress();
      LOG.info(
          "metrics and live page: http://{}/{}",
          everywhere ? "localhost:" + page.getPort() : show(page),
          everywhere ? ", and the same port of all other addresses" : "");
    }
    if (config.security().accountFile() == null) {
      server.addresses().stream()
          .filter(StartMessages::isOpen)
          .findFirst()
          .ifPresent(StartMessages::warn);
    }
  }

  private static boolean isOpen(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress();
  }

  /**
   * Warns of a port that is open to everybody. Like memcached, the server listens on all interfaces
   * by default; unlike memcached, it says so (decision 0013).
   */
  private static void warn(SocketAddress open) {
    LOG.warn(
        "anyone who can reach port {} can read and change all items: -l 127.0.0.1 restricts it to"
            + " this machine, -Y FILE requires users to log in",
        ((InetSocketAddress) open).getPort());
  }

  private static String show(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      if (inet.getAddress().isAnyLocalAddress()) {
        return "all interfaces, port " + inet.getPort();
      }
      String host = NetUtil.toAddressString(inet.getAddress());
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
    return address.toString();
  }
}
