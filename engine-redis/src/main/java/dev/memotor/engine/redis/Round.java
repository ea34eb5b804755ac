package dev.memotor.engine.redis;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Sends calls as one pipeline to each node concerned, and reads all replies. A call that was
 * redirected or whose script was missing remains, for the next round.
 *
 * <p>For the lane's thread, except {@link #abortIfStuck}.
 */
final class Round {

  private static final int MOST_REDIRECTIONS = 5;

  /**
   * So many replies are told at once: what arrives together wakes an event loop once, which then
   * answers in few turns instead of one for each.
   */
  private static final int TOLD_TOGETHER = 64;

  /** Nothing of this length, in bytes, is kept waiting for others. */
  private static final int LARGE_VALUE = 8 * 1024;

  private final Links links;
  private final Topology topology;
  private final RedisKeys keys;
  private final EngineClock clock;
  private final Counters counters;
  private final LaneClock laneClock;
  private final CasNumbers cas;
  private final FlushGuard flushGuard;
  private final ReplicaWait replicaWait;

  private final List<Link> used = new ArrayList<>();

  /** Keys of which a call must be repeated: a later read of this round has seen too little. */
  private final Set<Key> repeated = new HashSet<>();

  /** Replies whose calls have not been told yet. */
  private final List<Object> held = new ArrayList<>();

  private boolean scriptsMissing;
  private EngineException refusal;

  private volatile Link waitingFor;
  private volatile long progressAt;

  /** How long the large values of this round may keep Redis busy when it has them. */
  private long patienceNanos;

  private long allowedBefore;

  /**
   * Makes rounds.
   *
   * @param replicaWait null if no replica is waited for
   */
  Round(
      Links links,
      Topology topology,
      RedisKeys keys,
      EngineClock clock,
      Counters counters,
      CasBlocks casBlocks,
      FlushGuard flushGuard,
      ReplicaWait replicaWait) {
    this.links = links;
    this.topology = topology;
    this.keys = keys;
    this.clock = clock;
    this.laneClock = links.clock();
    this.counters = counters;
    this.cas = new CasNumbers(casBlocks, keys.groups());
    this.flushGuard = flushGuard;
    this.replicaWait = replicaWait;
  }

  /** Breaks a connection off that has not moved for a while. On any thread. */
  void abortIfStuck(long stuckNanos) {
    Link link = waitingFor;
    // Reading has a timeout of its own; writing to a server that does not read has none.
    if (link != null && laneClock.now() - progressAt > stuckNanos) {
      link.abort();
    }
  }

  /** Executes the calls, and leaves those in the list that need another round. */
  void run(List<RedisCommand> calls) {
    reserveCas(calls);
    long now = clock.now();
    allowedBefore = laneClock.allowed();
    for (RedisCommand call : calls) {
      call.again = false;
      if (!call.isEnded()) {
        write(call, now);
      }
    }
    for (Link link : used) {
      send(link);
    }
    patienceNanos = writing();
    for (Link link : used) {
      read(link);
    }
    patienceNanos = 0;
    used.clear();
    repeated.clear();
    calls.removeIf(call -> !call.again || call.isEnded());
  }

  /* ----- CAS numbers ----- */

  /** Before anything else is written, since this is a round trip of its own. */
  private void reserveCas(List<RedisCommand> calls) {
    int[] needed = new int[keys.groups()];
    for (RedisCommand call : calls) {
      needed[keys.group(call.slot)] += call.casNeeded();
    }
    for (int group = 0; group < needed.length; group++) {
      if (needed[group] > 0) {
        try {
          // Another lane may take what this one has just reserved.
          while (!cas.take(group, needed[group])) {
            reserveCas(group, cas.blockSize(group, needed[group]));
          }
        } catch (EngineException e) {
          failThoseWithoutNumber(calls, group, e);
        }
      }
    }
  }

  private void reserveCas(int group, int count) {
    byte[] counter = keys.counter(group);
    byte[] before =
        (byte[])
            single(
                keys.slot(counter),
                connection ->
                    connection.script(
                        Script.RESERVE,
                        counter,
                        Ascii.number(clock.now()),
                        Ascii.number(count),
                        Ascii.number(cas.seen(group))));
    counters.casReservations.increment();
    cas.reserved(group, Long.parseLong(Ascii.text(before)), count);
  }

  private void failThoseWithoutNumber(
      List<RedisCommand> calls, int group, EngineException failure) {
    topology.suspect();
    for (RedisCommand call : calls) {
      if (call.casNeeded() > 0 && keys.group(call.slot) == group) {
        call.fail(failure);
      }
    }
  }

  /** One command alone, wherever it is redirected to. */
  private Object single(int slot, Consumer<RedisConnection> command) {
    HostAndPort askTarget = null;
    JedisDataException last = null;
    Link link = null;
    for (int i = 0; i < MOST_REDIRECTIONS; i++) {
      link = links.to(askTarget == null ? topology.master(slot) : askTarget);
      RedisConnection connection = link.connection();
      watch(link);
      try {
        if (askTarget != null) {
          connection.sendCommand(Protocol.Command.ASKING);
        }
        command.accept(connection);
        if (replicaWait != null) {
          replicaWait.write(connection, 0);
        }
        connection.send();
        Object reply = reply(connection, askTarget != null);
        EngineException shortage =
            replicaWait == null ? null : replicaWait.read(connection, link.address());
        if (reply instanceof JedisDataException error) {
          throw error;
        }
        if (shortage != null) {
          throw shortage;
        }
        return reply;
      } catch (JedisConnectionException e) {
        link.lost(e);
        throw Failures.ofConnection(e, link.address());
      } catch (JedisDataException e) {
        last = e;
        askTarget = afterError(slot, link, e);
        if (e instanceof JedisNoScriptException) {
          loadScripts(link);
        } else if (!(e instanceof JedisRedirectionException)) {
          break;
        }
      } finally {
        waitingFor = null;
      }
    }
    throw Failures.ofReply(last, link.address());
  }

  /* ----- there ----- */

  private void write(RedisCommand call, long now) {
    if (flushGuard.isActive() && passesFlush(call)) {
      return;
    }
    Link link;
    RedisConnection connection;
    try {
      link = links.to(call.askTarget == null ? topology.master(call.slot) : call.askTarget);
      connection = link.connection();
    } catch (EngineException e) {
      topology.suspect();
      call.fail(e);
      return;
    }
    if (!used.contains(link)) {
      used.add(link);
    }
    link.sent.add(call);
    watch(link);
    try {
      if (call.askTarget != null) {
        connection.sendCommand(Protocol.Command.ASKING);
      }
      if (call.mustErase) {
        connection.script(Script.ERASE, call.redisKey);
      } else {
        call.send(connection, cas, now);
      }
    } catch (JedisConnectionException e) {
      lost(link, 0, e);
    } finally {
      waitingFor = null;
    }
  }

  /** While a flush goes on. Returns whether there is nothing to send. */
  private boolean passesFlush(RedisCommand call) {
    boolean fresh = flushGuard.isFresh(call.key);
    if (call instanceof EraseCall erase) {
      if (fresh) {
        erase.skip();
      }
      return fresh;
    }
    call.mustErase = !fresh;
    if (!fresh && flushGuard.isFull()) {
      call.fail(
          new EngineException(
              EngineException.Kind.BUSY, "too many keys were used since a flush began"));
      return true;
    }
    return false;
  }

  private void send(Link link) {
    if (link.sent.isEmpty()) {
      return;
    }
    counters.pipelines.increment();
    counters.commands.add(link.sent.size());
    counters.longestPipeline.accumulate(link.sent.size());
    watch(link);
    try {
      RedisConnection connection = link.connection();
      if (waitsForReplicas(link)) {
        replicaWait.write(connection, TimeUnit.NANOSECONDS.toMillis(writing()));
      }
      connection.send();
    } catch (JedisConnectionException e) {
      lost(link, 0, e);
    } finally {
      waitingFor = null;
    }
  }

  /* ----- and back ----- */

  private void read(Link link) {
    if (link.sent.isEmpty()) {
      return;
    }
    RedisConnection connection = link.connection();
    boolean waits = waitsForReplicas(link);
    scriptsMissing = false;
    refusal = null;
    int told = 0;
    try {
      connection.patience(TimeUnit.NANOSECONDS.toMillis(patienceNanos));
      for (int i = 0; i < link.sent.size(); i++) {
        RedisCommand call = link.sent.get(i);
        watch(link);
        Object reply = reply(connection, call.askTarget != null);
        call.askTarget = null;
        held.add(reply);
        if (!waits && (held.size() == TOLD_TOGETHER || isLarge(reply))) {
          told = tell(link, told, null);
        }
      }
      EngineException shortage = null;
      if (waits) {
        watch(link);
        shortage = replicaWait.read(connection, link.address());
      }
      told = tell(link, told, shortage);
      connection.patience(0);
    } catch (JedisConnectionException e) {
      if (waits) {
        // Until the replicas have answered, nobody knows what became of any call.
        held.clear();
      }
      lost(link, tell(link, told, null), e);
      return;
    } finally {
      waitingFor = null;
    }
    link.sent.clear();
    if (refusal != null) {
      link.refused(refusal);
    } else if (scriptsMissing) {
      loadScripts(link);
    }
  }

  private boolean waitsForReplicas(Link link) {
    if (replicaWait != null) {
      for (RedisCommand call : link.sent) {
        if (call.changesItem()) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Concludes the calls whose replies are held.
   *
   * @param from the first of them
   * @param shortage what went wrong at the replicas, or null
   * @return the first call that still waits
   */
  private int tell(Link link, int from, EngineException shortage) {
    for (int i = 0; i < held.size(); i++) {
      conclude(link, link.sent.get(from + i), held.get(i), shortage);
    }
    int next = from + held.size();
    held.clear();
    return next;
  }

  /** The value is the last part of a reply. */
  private static boolean isLarge(Object reply) {
    return reply instanceof List<?> parts
        && !parts.isEmpty()
        && parts.get(parts.size() - 1) instanceof byte[] value
        && value.length >= LARGE_VALUE;
  }

  /** The reply to a command; errors are replies, too. */
  private static Object reply(RedisConnection connection, boolean behindAsking) {
    if (behindAsking) {
      replyOrError(connection);
    }
    return replyOrError(connection);
  }

  private static Object replyOrError(RedisConnection connection) {
    try {
      return connection.reply();
    } catch (JedisDataException e) {
      return e;
    }
  }

  /** With what went wrong at the replicas, or null. */
  private void conclude(Link link, RedisCommand call, Object reply, EngineException shortage) {
    if (!(reply instanceof JedisDataException error)) {
      if (shortage != null && call.changesItem()) {
        call.fail(shortage);
      } else {
        accept(call, reply);
      }
      return;
    }
    if (Failures.isOfAnotherType(error)) {
      Object instead = call.replyOfForeign();
      if (instead == null) {
        call.fail(Failures.ofAnotherType(call.key, link.address()));
      } else {
        accept(call, instead);
      }
      return;
    }
    call.askTarget = afterError(call.slot, link, error);
    if (error instanceof JedisRedirectionException || error instanceof JedisNoScriptException) {
      scriptsMissing |= error instanceof JedisNoScriptException;
      repeated.add(call.key);
      call.repeat(error.getMessage());
    } else {
      EngineException failure = Failures.ofReply(error, link.address());
      call.fail(failure);
      refusal = Failures.isReadOnly(error) ? failure : refusal;
    }
  }

  private void accept(RedisCommand call, Object reply) {
    if (call.mustErase) {
      call.mustErase = false;
      flushGuard.erased(call.key);
      call.again = true;
    } else if (call.isRepeatable() && repeated.contains(call.key)) {
      call.repeat("an earlier operation on the key was repeated");
    } else if (!call.receive(reply)) {
      call.again = true;
    }
  }

  /** Draws the consequences for the topology. Returns where to ask instead, for once. */
  private HostAndPort afterError(int slot, Link link, JedisDataException error) {
    if (error instanceof JedisRedirectionException redirection) {
      counters.redirections.increment();
      HostAndPort target = target(redirection.getTargetNode(), link.address());
      if (error instanceof JedisAskDataException) {
        return target;
      }
      if (error instanceof JedisMovedDataException) {
        topology.moved(slot, target);
        topology.suspect();
      }
    } else if (!(error instanceof JedisNoScriptException)) {
      String text = String.valueOf(error.getMessage());
      if (Failures.isReadOnly(error)
          || text.contains("CLUSTERDOWN")
          || text.contains("MASTERDOWN")) {
        topology.suspect();
      }
    }
    return null;
  }

  /** A node that does not know its peer's host leaves it out: it is the same as its own. */
  private static HostAndPort target(HostAndPort named, HostAndPort answering) {
    String host = named.getHost();
    return host == null || host.isEmpty() || host.equals("?")
        ? new HostAndPort(answering.getHost(), named.getPort())
        : named;
  }

  private void loadScripts(Link link) {
    counters.scriptReloads.increment();
    RedisConnection connection = link.connection();
    watch(link);
    try {
      connection.loadScripts();
    } catch (JedisConnectionException e) {
      link.lost(e);
    } finally {
      waitingFor = null;
    }
  }

  /** The connection broke; nobody knows what became of the calls from the given one on. */
  private void lost(Link link, int from, JedisConnectionException error) {
    EngineException failure = Failures.ofConnection(error, link.address());
    for (RedisCommand call : link.sent.subList(from, link.sent.size())) {
      call.askTarget = null;
      boolean harmless = call.isRepeatable() || call.mustErase;
      if (harmless && failure.kind() != EngineException.Kind.TIMEOUT) {
        call.repeat(failure.getMessage());
      } else {
        call.fail(failure);
      }
    }
    link.sent.clear();
    link.lost(error);
    topology.suspect();
  }

  /** How much time what was written in this round has got on top of the timeout. */
  private long writing() {
    return laneClock.allowed() - allowedBefore;
  }

  private void watch(Link link) {
    laneClock.begin();
    progressAt = laneClock.now() + patienceNanos;
    waitingFor = link;
  }
}
