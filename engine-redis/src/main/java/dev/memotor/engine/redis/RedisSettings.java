package dev.memotor.engine.redis;

import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineOption.Type;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.HostAndPort;

/**
 * What an engine URI says about Redis.
 *
 * @param addresses Redis itself, or the sentinels, or some nodes of the cluster
 * @param user empty for Redis' default user
 * @param password empty for none
 * @param master the name under which the sentinels know the master
 * @param batch most operations in one pipeline
 * @param queue most operations that may wait in one lane
 * @param lazy whether to open although Redis is away
 * @param replicas how many replicas must have a change before it is acknowledged
 * @param replaceForeign whether a key of another type is replaced rather than refused
 * @param tracking whether changes are told, so that hot items may be held in RAM
 */
record RedisSettings(
    Mode mode,
    List<HostAndPort> addresses,
    String user,
    String password,
    int database,
    Tls tls,
    String prefix,
    int lanes,
    int batch,
    int queue,
    Duration timeout,
    Duration connectTimeout,
    Duration startWait,
    boolean lazy,
    int replicas,
    boolean replaceForeign,
    boolean tracking,
    String master,
    String sentinelUser,
    String sentinelPassword) {

  static final List<EngineOption> OPTIONS =
      List.of(
          EngineOption.of("prefix", Type.TEXT, "", "stands before every key in Redis"),
          EngineOption.of("user", Type.TEXT, "", "user name, if not in the URI's location"),
          EngineOption.secret("password", "password, if not in the URI's location"),
          EngineOption.of(
              "database", Type.NUMBER, "0", "database number, if not in the URI's location"),
          EngineOption.of(
              "timeout",
              Type.DURATION,
              "1s",
              "an operation that takes longer fails as TIMEOUT; values above 1 MB have a second"
                  + " more for each 10 MB"),
          EngineOption.of(
              "connect-timeout", Type.DURATION, "1s", "longest time to make a connection"),
          EngineOption.of(
              "wait", Type.DURATION, "0s", "how long to wait at the start for a Redis to come up"),
          EngineOption.of(
              "lazy", Type.SWITCH, "false", "start although Redis is away; it is looked for on"),
          EngineOption.of(
              "lanes", Type.NUMBER, "2", "connections to each node, each with a thread"),
          EngineOption.of("batch", Type.NUMBER, "256", "most operations in one pipeline"),
          EngineOption.of(
              "queue", Type.NUMBER, "10000", "most operations waiting in a lane; more are BUSY"),
          EngineOption.of(
              "replicas",
              Type.NUMBER,
              "0",
              "how many replicas must have a change before it is acknowledged"),
          EngineOption.choice(
              "foreign",
              List.of("refuse", "replace"),
              "refuse",
              "a key of another type (string, list, ...): refuse fails the operation; replace"
                  + " reads it as a miss, and lets stores and deletes take it away"),
          EngineOption.choice(
              "ram",
              List.of("off", "tracking"),
              "off",
              "tracking: up to -m megabytes of hot items in RAM, Redis tells of changes by others"),
          EngineOption.of(
              "master", Type.TEXT, "mymaster", "name of the master, for redis-sentinel"),
          EngineOption.of("sentinel-user", Type.TEXT, "", "user name at the sentinels"),
          EngineOption.secret("sentinel-password", "password at the sentinels"),
          EngineOption.of(
              "tls", Type.SWITCH, "false", "encrypt; rediss has it on, the others by this option"),
          EngineOption.of(
              "trust-store", Type.PATH, "", "PKCS12 or JKS file to trust instead of Java's own"),
          EngineOption.secret("trust-store-password", "password of that file"),
          EngineOption.of(
              "insecure", Type.SWITCH, "false", "do not check certificates; for tests only"));

  /** How the nodes are found. */
  enum Mode {
    SINGLE,
    SENTINEL,
    CLUSTER
  }

  /**
   * Encryption.
   *
   * @param trustStore path, or empty for Java's own
   */
  record Tls(boolean on, String trustStore, String trustStorePassword, boolean insecure) {}

  static RedisSettings of(EngineConfig config) {
    Mode mode =
        switch (config.scheme()) {
          case "redis", "rediss" -> Mode.SINGLE;
          case "redis-sentinel" -> Mode.SENTINEL;
          case "redis-cluster" -> Mode.CLUSTER;
          default -> throw new IllegalArgumentException("no scheme of Redis: " + config.scheme());
        };
    RedisLocation location =
        RedisLocation.parse(config.location(), mode == Mode.SENTINEL ? 26379 : 6379);
    if (mode == Mode.SINGLE && location.addresses().size() > 1) {
      throw wrong(
          "redis takes one host; several belong to redis-cluster or redis-sentinel: "
              + location.addresses());
    }
    int database = location.database() >= 0 ? location.database() : bounded(config, "database", 0);
    if (mode == Mode.CLUSTER && database != 0) {
      throw wrong("a cluster has database 0 only, not " + database);
    }
    return new RedisSettings(
        mode,
        location.addresses(),
        location.user().isEmpty() ? config.text("user") : location.user(),
        location.password().isEmpty() ? config.text("password") : location.password(),
        database,
        new Tls(
            config.isOn("tls") || config.scheme().equals("rediss"),
            config.text("trust-store"),
            config.text("trust-store-password"),
            config.isOn("insecure")),
        config.text("prefix"),
        bounded(config, "lanes", 1),
        bounded(config, "batch", 1),
        bounded(config, "queue", 1),
        positive(config, "timeout"),
        positive(config, "connect-timeout"),
        config.duration("wait"),
        config.isOn("lazy"),
        bounded(config, "replicas", 0),
        config.text("foreign").equals("replace"),
        config.text("ram").equals("tracking"),
        config.text("master"),
        config.text("sentinel-user"),
        config.text("sentinel-password"));
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
