package dev.memotor.engine.redis;

import dev.memotor.engine.testing.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A real cluster: three masters with a third of the slots each, and replicas if wanted. */
public final class RedisClusterProcesses implements AutoCloseable {

  private static final int SLOTS = 16384;
  private static final int MASTERS = 3;

  private final List<RedisProcess> nodes = new ArrayList<>();

  private RedisClusterProcesses() {}

  /**
   * Starts a cluster with a number of replicas of each master. It has no failover: a node that is
   * slow because the machine is busy is not considered dead.
   */
  public static RedisClusterProcesses start(int replicas) throws IOException {
    return start(replicas, 30_000);
  }

  /** Starts a cluster with a node timeout in milliseconds. */
  static RedisClusterProcesses start(int replicas, int nodeTimeoutMillis) throws IOException {
    RedisClusterProcesses cluster = new RedisClusterProcesses();
    for (int i = 0; i < MASTERS * (1 + replicas); i++) {
      cluster.nodes.add(
          RedisProcess.server(
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              Integer.toString(nodeTimeoutMillis)));
    }
    cluster.join();
    return cluster;
  }

  private void join() {
    for (int i = 0; i < MASTERS; i++) {
      int from = SLOTS * i / MASTERS;
      int to = SLOTS * (i + 1) / MASTERS;
      List<String> arguments = new ArrayList<>(List.of("ADDSLOTS"));
      IntStream.range(from, to).forEach(slot -> arguments.add(Integer.toString(slot)));
      nodes.get(i).command("CLUSTER", arguments.toArray(new String[0]));
    }
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    for (RedisProcess node : nodes.subList(1, nodes.size())) {
      node.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(nodes.get(0).port()));
    }
    for (RedisProcess node : nodes) {
      Await.until("all nodes know each other", () -> knows(node, nodes.size()));
    }
    for (int i = MASTERS; i < nodes.size(); i++) {
      nodes.get(i).command("CLUSTER", "REPLICATE", id(nodes.get(i % MASTERS)));
    }
    for (RedisProcess node : nodes) {
      Await.until("the cluster is up", () -> info(node).contains("cluster_state:ok"));
    }
    for (RedisProcess replica : nodes.subList(MASTERS, nodes.size())) {
      Await.until(
          "replicas follow",
          () ->
              replica.command("INFO", "replication").toString().contains("master_link_status:up"));
    }
  }

  private static boolean knows(RedisProcess node, int count) {
    return info(node).contains("cluster_known_nodes:" + count);
  }

  private static String info(RedisProcess node) {
    return node.command("CLUSTER", "INFO").toString();
  }

  static String id(RedisProcess node) {
    return node.command("CLUSTER", "MYID").toString();
  }

  /** The URI, with all options behind it. */
  public String uri(String options) {
    HostAndPort one = nodes.get(0).address();
    HostAndPort other = nodes.get(1).address();
    return "redis-cluster://" + one + "," + other + options;
  }

  public List<RedisProcess> masters() {
    return nodes.subList(0, MASTERS);
  }

  /** The node that held the key's slot at first. */
  RedisProcess master(String redisKey) {
    int slot = JedisClusterCRC16.getSlot(redisKey);
    for (int i = 0; i < MASTERS; i++) {
      if (slot < SLOTS * (i + 1) / MASTERS) {
        return nodes.get(i);
      }
    }
    throw new AssertionError("no such slot: " + slot);
  }

  /** Adds a master without slots. */
  RedisProcess addMaster() throws IOException {
    RedisProcess newcomer = RedisProcess.server("--cluster-enabled", "yes");
    newcomer.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(nodes.size() + 1));
    newcomer.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(nodes.get(0).port()));
    for (RedisProcess node : nodes) {
      Await.until("the newcomer is known", () -> knows(node, nodes.size() + 1));
    }
    Await.until("it knows all", () -> info(newcomer).contains("cluster_state:ok"));
    return newcomer;
  }

  /**
   * As redis-cli --cluster reshard does it: key by key, with ASK meanwhile and MOVED afterwards.
   */
  static void move(int slot, RedisProcess from, RedisProcess to) {
    String number = Integer.toString(slot);
    String fromId = id(from);
    String toId = id(to);
    to.command("CLUSTER", "SETSLOT", number, "IMPORTING", fromId);
    from.command("CLUSTER", "SETSLOT", number, "MIGRATING", toId);
    while (true) {
      List<?> keys = (List<?>) from.command("CLUSTER", "GETKEYSINSLOT", number, "3");
      if (keys.isEmpty()) {
        break;
      }
      List<String> migrate =
          new ArrayList<>(
              List.of("127.0.0.1", Integer.toString(to.port()), "", "0", "30000", "KEYS"));
      keys.forEach(key -> migrate.add((String) key));
      from.command("MIGRATE", migrate.toArray(new String[0]));
    }
    to.command("CLUSTER", "SETSLOT", number, "NODE", toId);
    from.command("CLUSTER", "SETSLOT", number, "NODE", toId);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (RedisProcess node : nodes) {
      node.close();
    }
  }
}
