package dev.memotor.server.config;

/**
 * The configuration of a server, wherever its options come from. Start with {@link #local} and
 * replace what differs.
 *
 * @param listen where to listen
 * @param connections how connections are served
 * @param items how large items may be, and how much memory they may take
 * @param security who may do what
 * @param monitoring what of the server can be observed
 */
public record ServerConfig(
    ListenConfig listen,
    ConnectionConfig connections,
    ItemConfig items,
    SecurityConfig security,
    MonitoringConfig monitoring) {

  /** Returns the defaults, with a free port of the loopback interface and no admin endpoint. */
  public static ServerConfig local() {
    return new ServerConfig(
        ListenConfig.local(),
        ConnectionConfig.DEFAULT,
        ItemConfig.DEFAULT,
        SecurityConfig.OPEN,
        MonitoringConfig.off());
  }

  public ServerConfig with(ListenConfig other) {
    return new ServerConfig(other, connections, items, security, monitoring);
  }

  public ServerConfig with(ConnectionConfig other) {
    return new ServerConfig(listen, other, items, security, monitoring);
  }

  public ServerConfig with(ItemConfig other) {
    return new ServerConfig(listen, connections, other, security, monitoring);
  }

  public ServerConfig with(SecurityConfig other) {
    return new ServerConfig(listen, connections, items, other, monitoring);
  }

  public ServerConfig with(MonitoringConfig other) {
    return new ServerConfig(listen, connections, items, security, other);
  }
}
