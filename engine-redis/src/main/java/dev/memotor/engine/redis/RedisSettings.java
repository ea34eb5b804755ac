package dev.memotor.engine.redis;

import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineOption.Type;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.HostAndPort;

/** The settings in an engine URI. */
record RedisSettings(Servers servers, Pipelining pipelining, Timeouts timeouts, Items items) {

  static final List<EngineOption> OPTIONS =
      List.of(
          EngineOption.of("prefix", Type.TEXT, "", "Prefix of every key in Redis."),
          EngineOption.of("user", Type.TEXT, "", "User name, unless the URI's location has it."),
          EngineOption.secret("password", "Password, unless the URI's location has it."),
          EngineOption.of(
              "database", Type.NUMBER, "0", "Database number, unless the URI's location has it."),
          EngineOption.of(
              "timeout",
              Type.DURATION,
              "1s",
              "How long an operation may take before it fails; values above 1 MB may take a second"
                  + " more for each 10 MB."),
          EngineOption.of(
              "connect-timeout", Type.DURATION, "1s", "How long connecting to a node may take."),
          EngineOption.of(
              "wait",
              Type.DURATION,
              "0s",
              "How long to wait at start-up for Redis to be available."),
          EngineOption.of(
              "lazy",
              Type.SWITCH,
              "false",
              "Start although Redis is unavailable; operations fail until it is available."),
          EngineOption.of(
              "lanes", Type.NUMBER, "2", "How many connections to each node, each with a thread."),
          EngineOption.of(
              "batch", Type.NUMBER, "256", "How many operations one pipeline may hold."),
          EngineOption.of(
              "queue",
              Type.NUMBER,
              "10000",
              "How many operations may wait in each lane; more are refused as busy."),
          EngineOption.of(
              "replicas",
              Type.NUMBER,
              "0",
              "How many replicas must have a change before it is acknowledged."),
          EngineOption.choice(
              "foreign",
              List.of("refuse", "replace"),
              "refuse",
              "What to do with a key of another type (string, list, ...): refuse fails the"
                  + " operation; replace treats it as a miss, and stores and deletes replace it."),
          EngineOption.choice(
              "ram",
              List.of("off", "tracking"),
              "off",
              "Whether hot items are held in up to -m megabytes of RAM: tracking has Redis"
                  + " announce changes by others."),
          EngineOption.of(
              "master", Type.TEXT, "mymaster", "Name of the master, for redis-sentinel."),
          EngineOption.of("sentinel-user", Type.TEXT, "", "User name for the sentinels."),
          EngineOption.secret("sentinel-password", "Password for the sentinels."),
          EngineOption.of(
              "tls", Type.SWITCH, "false", "Encrypt connections; always on with rediss."),
          EngineOption.of(
              "trust-store",
              Type.PATH,
              "",
              "PKCS12 or JKS file of trusted certificates; Java's own if not given."),
          EngineOption.secret("trust-store-password", "Password of the trust store."),
          EngineOption.of(
              "insecure", Type.SWITCH, "false", "Do not check certificates; for tests only."));

  /** How the nodes are found. */
  enum Mode {
    SINGLE,
    SENTINEL,
    CLUSTER
  }

  /**
   * Where Redis is.
   *
   * @param addresses Redis itself, or the sentinels, or some nodes of the cluster
   */
  record Servers(
      Mode mode, List<HostAndPort> addresses, int database, Access access, Sentinels sentinels) {}

  /** How connections to nodes are made. */
  record Access(Login login, Tls tls) {}

  /**
   * A user.
   *
   * @param user empty for Redis' default user
   * @param password empty for none
   */
  record Login(String user, String password) {}

  /**
   * Encryption.
   *
   * @param trustStore path, or empty for Java's own
   */
  record Tls(boolean on, String trustStore, String trustStorePassword, boolean insecure) {}

  /**
   * What only Sentinel needs.
   *
   * @param master the name by which the sentinels know the master
   */
  record Sentinels(String master, Login login) {}

  /**
   * How operations are sent.
   *
   * @param batch how many operations one pipeline may hold
   * @param queue how many operations may wait in each lane
   */
  record Pipelining(int lanes, int batch, int queue) {}

  /**
   * How long things may take.
   *
   * @param start how long to wait for Redis at start-up
   * @param lazy whether to open although Redis is unavailable then
   */
  record Timeouts(Duration operation, Duration connect, Duration start, boolean lazy) {}

  /**
   * How items are kept.
   *
   * @param replicas how many replicas must have a change before it is acknowledged
   * @param replaceForeign whether a key of another type is replaced rather than refused
   * @param tracking whether Redis announces changes, so that hot items may be held in RAM
   */
  record Items(String prefix, int replicas, boolean replaceForeign, boolean tracking) {}

  static RedisSettings of(EngineConfig config) {
    Mode mode =
        switch (config.scheme()) {
          case "redis", "rediss" -> Mode.SINGLE;
          case "redis-sentinel" -> Mode.SENTINEL;
          case "redis-cluster" -> Mode.CLUSTER;
          default -> throw new IllegalArgumentException("not a Redis scheme: " + config.scheme());
        };
    RedisLocation location =
        RedisLocation.parse(config.location(), mode == Mode.SENTINEL ? 26379 : 6379);
    if (mode == Mode.SINGLE && location.addresses().size() > 1) {
      throw wrong(
          "redis takes one host; use redis-cluster or redis-sentinel for several: "
              + location.addresses());
    }
    int database = location.database() >= 0 ? location.database() : bounded(config, "database", 0);
    if (mode == Mode.CLUSTER && database != 0) {
      throw wrong("a cluster has only database 0, not " + database);
    }
    Login login =
        new Login(
            location.user().isEmpty() ? config.text("user") : location.user(),
            location.password().isEmpty() ? config.text("password") : location.password());
    Tls tls =
        new Tls(
            config.isOn("tls") || config.scheme().equals("rediss"),
            config.text("trust-store"),
            config.text("trust-store-password"),
            config.isOn("insecure"));
    Sentinels sentinels =
        new Sentinels(
            config.text("master"),
            new Login(config.text("sentinel-user"), config.text("sentinel-password")));
    return new RedisSettings(
        new Servers(mode, location.addresses(), database, new Access(login, tls), sentinels),
        new Pipelining(
            bounded(config, "lanes", 1), bounded(config, "batch", 1), bounded(config, "queue", 1)),
        new Timeouts(
            positive(config, "timeout"),
            positive(config, "connect-timeout"),
            config.duration("wait"),
            config.isOn("lazy")),
        new Items(
            config.text("prefix"),
            bounded(config, "replicas", 0),
            config.text("foreign").equals("replace"),
            config.text("ram").equals("tracking")));
  }

  private static int bounded(EngineConfig config, String option, int least) {
    long number = config.number(option);
    if (number < least || number > 1_000_000) {
      throw wrong(
          "option '" + option + "' is " + number + " but must be from " + least + " to 1000000");
    }
    return (int) number;
  }

  private static Duration positive(EngineConfig config, String option) {
    Duration duration = config.duration(option);
    if (duration.isZero() || duration.compareTo(Duration.ofHours(1)) > 0) {
      throw wrong("option '" + option + "' must be from 1ms to 1h");
    }
    return duration;
  }

  private static EngineException wrong(String message) {
    return new EngineException(EngineException.Kind.CONFIGURATION, message);
  }
}
