package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** The commands of one round that go to one node, and their replies. */
final class Pipeline {

  /**
   * Replies are delivered in groups of this size: those that arrive together wake an event loop
   * once, which then answers in few turns instead of one for each.
   */
  private static final int DELIVERED_TOGETHER = 64;

  /** A reply with a value of at least this many bytes is delivered at once. */
  private static final int LARGE_VALUE = 8 * 1024;

  private final Link link;
  private final Links links;
  private final FlushGuard flushGuard;
  private final Set<Key> repeatedKeys;

  /** In the order in which they were sent; replies come in the same order. */
  private final List<RedisCommand> commands = new ArrayList<>();

  /** Replies not yet delivered; the first belongs to the command at {@link #delivered}. */
  private final List<Object> replies = new ArrayList<>();

  private int delivered;
  private boolean waitsForReplicas;
  private boolean scriptsMissing;
  private @Nullable EngineException refusal;

  /**
   * Creates an empty pipeline.
   *
   * @param repeatedKeys the keys of the round's commands that must be repeated
   */
  Pipeline(Link link, Links links, FlushGuard flushGuard, Set<Key> repeatedKeys) {
    this.link = link;
    this.links = links;
    this.flushGuard = flushGuard;
    this.repeatedKeys = repeatedKeys;
  }

  Link link() {
    return link;
  }

  int size() {
    return commands.size();
  }

  /** Writes a command to the buffer of the connection, which must exist. */
  void write(RedisCommand command, long cas, long now) {
    RedisConnection connection = link.connection();
    commands.add(command);
    links.beginTransfer(link, 0);
    try {
      if (command.askTarget != null) {
        connection.sendCommand(Protocol.Command.ASKING);
      }
      if (command.mustErase) {
        connection.script(Script.ERASE, command.redisKey, now);
      } else {
        command.send(connection, cas, now);
      }
    } catch (JedisConnectionException e) {
      lost(e);
    } finally {
      links.endTransfer();
    }
  }

  /**
   * Sends what was written.
   *
   * @param writingNanos how much longer than usual writing may have taken
   */
  void send(long writingNanos) {
    if (commands.isEmpty()) {
      return;
    }
    RedisConnection connection = link.connection();
    waitsForReplicas = connection.countsReplicas() && changesAny();
    links.beginTransfer(link, 0);
    try {
      if (waitsForReplicas) {
        connection.waitForReplicas(TimeUnit.NANOSECONDS.toMillis(writingNanos));
      }
      connection.send();
    } catch (JedisConnectionException e) {
      lost(e);
    } finally {
      links.endTransfer();
    }
  }

  private boolean changesAny() {
    for (RedisCommand command : commands) {
      if (command.changesItem()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads all replies.
   *
   * @param patienceNanos how much longer than usual each may take
   */
  void read(long patienceNanos) {
    if (commands.isEmpty()) {
      return;
    }
    RedisConnection connection = link.connection();
    try {
      connection.patience(TimeUnit.NANOSECONDS.toMillis(patienceNanos));
      for (RedisCommand command : commands) {
        links.beginTransfer(link, patienceNanos);
        if (command.askTarget != null) {
          connection.replyOrError();
          command.askTarget = null;
        }
        Object reply = connection.replyOrError();
        replies.add(reply);
        if (!waitsForReplicas && (replies.size() == DELIVERED_TOGETHER || isLarge(reply))) {
          deliver(null);
        }
      }
      @Nullable EngineException shortage = null;
      if (waitsForReplicas) {
        links.beginTransfer(link, patienceNanos);
        shortage = connection.shortageOfReplicas(link.address());
      }
      deliver(shortage);
      connection.patience(0);
    } catch (JedisConnectionException e) {
      if (waitsForReplicas) {
        // Until the replicas have answered, the outcome of every command is unknown.
        replies.clear();
      }
      deliver(null);
      lost(e);
      return;
    } finally {
      links.endTransfer();
    }
    if (refusal != null) {
      link.refused(refusal);
    } else if (scriptsMissing) {
      links.loadScripts(link);
    }
  }

  /** Returns whether the last part of a reply, where the value is, is large. */
  private static boolean isLarge(Object reply) {
    return reply instanceof List<?> parts
        && !parts.isEmpty()
        && parts.get(parts.size() - 1) instanceof byte[] value
        && value.length >= LARGE_VALUE;
  }

  /**
   * Delivers the replies read so far.
   *
   * @param shortage what is wrong with the replicas, or null
   */
  private void deliver(@Nullable EngineException shortage) {
    for (Object reply : replies) {
      deliver(commands.get(delivered++), reply, shortage);
    }
    replies.clear();
  }

  private void deliver(RedisCommand command, Object reply, @Nullable EngineException shortage) {
    if (!(reply instanceof JedisDataException error)) {
      if (shortage != null && command.changesItem()) {
        command.fail(shortage);
      } else {
        accept(command, reply);
      }
    } else if (Failures.isOfAnotherType(error)) {
      Object instead = command.replyOfForeign();
      if (instead == null) {
        command.fail(Failures.ofAnotherType(command.key, link.address()));
      } else {
        accept(command, instead);
      }
    } else {
      command.askTarget = links.redirected(command.slot, link, error);
      if (error instanceof JedisRedirectionException || error instanceof JedisNoScriptException) {
        scriptsMissing |= error instanceof JedisNoScriptException;
        repeatedKeys.add(command.key);
        command.repeat(error.getMessage());
      } else {
        EngineException failure = Failures.ofReply(error, link.address());
        command.fail(failure);
        refusal = Failures.isReadOnly(error) ? failure : refusal;
      }
    }
  }

  private void accept(RedisCommand command, Object reply) {
    if (command.mustErase) {
      command.mustErase = false;
      flushGuard.erased(command.key);
      command.again = true;
    } else if (command.isRepeatable() && repeatedKeys.contains(command.key)) {
      command.repeat("an earlier operation on the key was repeated");
    } else if (!command.receive(reply)) {
      command.again = true;
    }
  }

  /** Ends the commands without a reply after the connection broke: their outcome is unknown. */
  private void lost(JedisConnectionException error) {
    EngineException failure = Failures.ofConnection(error, link.address());
    for (RedisCommand command : commands.subList(delivered, commands.size())) {
      command.askTarget = null;
      boolean harmless = command.isRepeatable() || command.mustErase;
      if (harmless && failure.kind() != EngineException.Kind.TIMEOUT) {
        command.repeat(failure.getMessage());
      } else {
        command.fail(failure);
      }
    }
    commands.clear();
    links.lost(link, error);
  }
}
