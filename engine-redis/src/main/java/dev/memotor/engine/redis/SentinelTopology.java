package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/** One master, whose address the sentinels know. */
final class SentinelTopology implements Topology {

  private static final Logger LOG = LoggerFactory.getLogger(SentinelTopology.class);

  private final List<HostAndPort> sentinels;
  private final String name;
  private final Connector connector;
  private final Rediscovery rediscovery;
  private volatile HostAndPort master;
  private volatile EngineException unknown;

  SentinelTopology(
      List<HostAndPort> sentinels, String name, Connector connector, Executor executor) {
    this.sentinels = sentinels;
    this.name = name;
    this.connector = connector;
    this.rediscovery = new Rediscovery(executor, this::discover);
    this.unknown =
        new EngineException(
            EngineException.Kind.UNAVAILABLE, "no sentinel of " + sentinels + " was asked yet");
  }

  @Override
  public HostAndPort master(int slot) {
    HostAndPort current = master;
    if (current == null) {
      suspect();
      throw unknown;
    }
    return current;
  }

  @Override
  public List<HostAndPort> masters() {
    HostAndPort current = master;
    return current == null ? List.of() : List.of(current);
  }

  @Override
  public void discover() {
    List<String> problems = new ArrayList<>();
    EngineException.Kind kind = EngineException.Kind.UNAVAILABLE;
    for (HostAndPort sentinel : sentinels) {
      try {
        HostAndPort found = ask(sentinel);
        if (found != null) {
          if (!found.equals(master)) {
            LOG.info("sentinel {} names {} as the master {}", sentinel, found, name);
          }
          master = found;
          return;
        }
        problems.add(sentinel + " knows no master '" + name + "'");
      } catch (EngineException | JedisException e) {
        EngineException failure =
            e instanceof JedisException error
                ? Failures.ofConnecting(error, sentinel, true)
                : (EngineException) e;
        problems.add(failure.getMessage());
        // Waiting does not help where the login is refused.
        kind = failure.kind() == EngineException.Kind.CONFIGURATION ? failure.kind() : kind;
      }
    }
    EngineException failure =
        new EngineException(kind, "no sentinel names a master: " + String.join("; ", problems));
    unknown = failure;
    throw failure;
  }

  private HostAndPort ask(HostAndPort sentinel) {
    try (RedisConnection connection = connector.connectForQuestions(sentinel, true)) {
      connection.sendCommand(
          Protocol.Command.SENTINEL, Ascii.bytes("get-master-addr-by-name"), Ascii.bytes(name));
      connection.send();
      return connection.reply() instanceof List<?> address && address.size() == 2
          ? new HostAndPort(
              Ascii.text((byte[]) address.get(0)),
              Integer.parseInt(Ascii.text((byte[]) address.get(1))))
          : null;
    }
  }

  @Override
  public void suspect() {
    rediscovery.request();
  }
}
