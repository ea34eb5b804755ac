package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/** One master, whose address the sentinels know. */
final class SentinelTopology extends DiscoveredTopology {

  private static final Logger LOG = LoggerFactory.getLogger(SentinelTopology.class);

  private final List<HostAndPort> sentinels;
  private final String name;
  private volatile @Nullable HostAndPort master;
  private volatile EngineException unknown;

  SentinelTopology(List<HostAndPort> sentinels, String name, Connector connector) {
    super(connector, true);
    this.sentinels = sentinels;
    this.name = name;
    this.unknown =
        new EngineException(
            EngineException.Kind.UNAVAILABLE,
            "none of the sentinels " + sentinels + " has been asked yet");
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
    try {
      askInTurn(sentinels, "no sentinel names a master");
    } catch (EngineException e) {
      unknown = e;
      throw e;
    }
  }

  @Override
  String learn(RedisConnection connection, HostAndPort server) {
    connection.sendCommand(
        Protocol.Command.SENTINEL, Ascii.bytes("get-master-addr-by-name"), Ascii.bytes(name));
    connection.send();
    if (!(connection.reply() instanceof List<?> address) || address.size() != 2) {
      return "knows no master '" + name + "'";
    }
    HostAndPort found =
        new HostAndPort(
            Ascii.text((byte[]) address.get(0)),
            Integer.parseInt(Ascii.text((byte[]) address.get(1))));
    if (!found.equals(master)) {
      LOG.info("sentinel {} names {} as the master {}", server, found, name);
    }
    master = found;
    return "";
  }
}
