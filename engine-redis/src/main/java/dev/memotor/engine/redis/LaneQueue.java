package dev.memotor.engine.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The commands that wait for a lane's thread, and tasks to run between them. Bounded in number and
 * in bytes; the lock is held for a few instructions only.
 */
final class LaneQueue {

  private static final long MAX_BYTES = 64L << 20;

  private final int maxCommands;

  /** Each a {@link RedisCommand} or a {@link Task}. */
  private final ArrayDeque<Object> entries = new ArrayDeque<>();

  private int commands;
  private long bytes;
  private boolean idle;
  private boolean closed;

  LaneQueue(int maxCommands) {
    this.maxCommands = maxCommands;
  }

  /** Something that the lane does between commands. */
  record Task(Runnable action, CompletableFuture<Void> done) {}

  /** What became of an offer. */
  enum Offer {
    ACCEPTED,
    FULL,
    CLOSED
  }

  /** Adds a command; the lane may not notice it before {@link #wake}. */
  synchronized Offer offer(RedisCommand command) {
    // One command larger than the bound must pass when it is alone.
    if (!closed
        && (commands >= maxCommands || (bytes + command.weight() > MAX_BYTES && commands > 0))) {
      return Offer.FULL;
    }
    return append(command) ? Offer.ACCEPTED : Offer.CLOSED;
  }

  /** Adds one of the engine's own commands, without a bound. Returns false after close. */
  synchronized boolean offerUnbounded(RedisCommand command) {
    boolean accepted = append(command);
    wake();
    return accepted;
  }

  private boolean append(RedisCommand command) {
    if (closed) {
      return false;
    }
    commands++;
    bytes += command.weight();
    entries.add(command);
    return true;
  }

  /**
   * Adds a task, which runs after all commands added before it have ended, and before any added
   * later begins. Returns false after close.
   */
  synchronized boolean offer(Task task) {
    if (closed) {
      return false;
    }
    entries.add(task);
    wake();
    return true;
  }

  /**
   * Wakes the lane. Called after the last command of a batch: a lane woken by the first would begin
   * a round with that one alone.
   */
  synchronized void wake() {
    if (idle && !entries.isEmpty()) {
      idle = false;
      notifyAll();
    }
  }

  /**
   * Moves commands to a list, up to the next task.
   *
   * @param into where they go, behind those already there
   * @param max how many it may hold then
   * @param millis how long to wait if there is nothing to do
   * @return a task to run now, which happens only if {@code into} is empty; else null
   */
  synchronized @Nullable Task take(List<RedisCommand> into, int max, long millis)
      throws InterruptedException {
    if (entries.isEmpty() && into.isEmpty() && !closed && millis > 0) {
      idle = true;
      wait(millis);
      idle = false;
    }
    while (into.size() < max && entries.peek() instanceof RedisCommand command) {
      entries.remove();
      taken(command);
      into.add(command);
    }
    return into.isEmpty() ? (Task) entries.poll() : null;
  }

  private void taken(RedisCommand command) {
    commands--;
    bytes -= command.weight();
  }

  /** Removes and returns the commands that have waited too long. */
  synchronized List<RedisCommand> takeOverdue(long now) {
    List<RedisCommand> overdue = new ArrayList<>();
    entries.removeIf(
        entry -> {
          boolean due = entry instanceof RedisCommand command && command.isOverdue(now);
          if (due) {
            taken((RedisCommand) entry);
            overdue.add((RedisCommand) entry);
          }
          return due;
        });
    return overdue;
  }

  /** Removes and returns everything. */
  synchronized List<Object> takeAll() {
    List<Object> all = new ArrayList<>(entries);
    entries.clear();
    commands = 0;
    bytes = 0;
    return all;
  }

  synchronized int size() {
    return commands;
  }

  /** Accepts nothing any more; what is inside can still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosedAndEmpty() {
    return closed && entries.isEmpty();
  }
}
