package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/** The slots of a cluster and the masters that hold them. */
final class ClusterTopology implements Topology {

  private static final int SLOTS = 16384;

  private final List<HostAndPort> seeds;
  private final Connector connector;
  private final Rediscovery rediscovery;
  private final AtomicReferenceArray<HostAndPort> slots = new AtomicReferenceArray<>(SLOTS);

  ClusterTopology(List<HostAndPort> seeds, Connector connector, Executor executor) {
    this.seeds = seeds;
    this.connector = connector;
    this.rediscovery = new Rediscovery(executor, this::discover);
  }

  @Override
  public HostAndPort master(int slot) {
    HostAndPort node = slots.get(slot);
    if (node == null) {
      suspect();
      throw new EngineException(
          EngineException.Kind.UNAVAILABLE,
          "no node of the Redis cluster " + seeds + " is known to hold slot " + slot);
    }
    return node;
  }

  @Override
  public List<HostAndPort> masters() {
    Set<HostAndPort> masters = new LinkedHashSet<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      HostAndPort node = slots.get(slot);
      if (node != null) {
        masters.add(node);
      }
    }
    return List.copyOf(masters);
  }

  @Override
  public void moved(int slot, HostAndPort to) {
    slots.set(slot, to);
  }

  @Override
  public void suspect() {
    rediscovery.request();
  }

  /**
   * {@inheritDoc}
   *
   * <p>A node that was cut off may still answer with an old picture. Where the picture is wrong the
   * nodes answer MOVED, or the connection fails and this is called again; the node asked first is
   * another one each time.
   */
  @Override
  public void discover() {
    Set<HostAndPort> candidates = new LinkedHashSet<>(masters());
    candidates.addAll(seeds);
    List<HostAndPort> order = new ArrayList<>(candidates);
    Collections.shuffle(order);
    List<String> problems = new ArrayList<>();
    EngineException.Kind kind = EngineException.Kind.UNAVAILABLE;
    for (HostAndPort node : order) {
      try {
        if (apply(ask(node), node)) {
          return;
        }
        problems.add(node + " knows no slots");
      } catch (EngineException | JedisException e) {
        EngineException failure =
            e instanceof JedisException error
                ? Failures.ofConnecting(error, node)
                : (EngineException) e;
        problems.add(failure.getMessage());
        // Waiting does not help where the login is refused.
        kind = failure.kind() == EngineException.Kind.CONFIGURATION ? failure.kind() : kind;
      }
    }
    throw new EngineException(
        kind, "no node of the Redis cluster helps: " + String.join("; ", problems));
  }

  private List<?> ask(HostAndPort node) {
    try (RedisConnection connection = connector.connectForQuestions(node, false)) {
      connection.sendCommand(Protocol.Command.CLUSTER, Ascii.bytes("SLOTS"));
      connection.send();
      return (List<?>) connection.reply();
    }
  }

  private boolean apply(List<?> ranges, HostAndPort answering) {
    HostAndPort[] picture = new HostAndPort[SLOTS];
    for (Object range : ranges) {
      List<?> parts = (List<?>) range;
      List<?> master = (List<?>) parts.get(2);
      byte[] host = (byte[]) master.get(0);
      HostAndPort address =
          new HostAndPort(
              // A node that does not know its own address leaves it out.
              host == null || host.length == 0 || Arrays.equals(host, Ascii.bytes("?"))
                  ? answering.getHost()
                  : Ascii.text(host),
              ((Long) master.get(1)).intValue());
      int from = ((Long) parts.get(0)).intValue();
      int to = ((Long) parts.get(1)).intValue();
      Arrays.fill(picture, from, to + 1, address);
    }
    if (Arrays.stream(picture).noneMatch(Objects::nonNull)) {
      return false;
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      slots.set(slot, picture[slot]);
    }
    return true;
  }
}
