package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * One round of a lane: sends commands as one pipeline to each node concerned, and reads all
 * replies. A command that was redirected or whose script was missing remains, for the next round.
 */
final class Round {

  private final RedisContext context;
  private final Links links;
  private final FlushGuard flushGuard;
  private final List<Pipeline> pipelines = new ArrayList<>();

  /** Keys with a command to be repeated: a later read in this round has seen an older state. */
  private final Set<Key> repeatedKeys = new HashSet<>();

  /** The next CAS number of each group. */
  private final long[] nextCas;

  Round(RedisContext context, Links links, FlushGuard flushGuard) {
    this.context = context;
    this.links = links;
    this.flushGuard = flushGuard;
    this.nextCas = new long[context.keys().groups()];
  }

  /** Executes the commands, and leaves those in the list that need another round. */
  void run(List<RedisCommand> commands) {
    takeCas(commands);
    long now = context.clock().now();
    long allowedBefore = links.clock().allowed();
    for (RedisCommand command : commands) {
      command.again = false;
      if (!command.isEnded() && flushGuard.admit(command)) {
        write(command, now);
      }
    }
    for (Pipeline pipeline : pipelines) {
      context.counters().pipeline(pipeline.size());
      pipeline.send(links.clock().allowed() - allowedBefore);
    }
    // Large values may keep Redis busy for as long as they took to write.
    long patienceNanos = links.clock().allowed() - allowedBefore;
    for (Pipeline pipeline : pipelines) {
      pipeline.read(patienceNanos);
    }
    commands.removeIf(command -> !command.again || command.isEnded());
  }

  private void write(RedisCommand command, long now) {
    try {
      Link link = links.to(command);
      link.connection();
      boolean takesCas = command.needsCas() && !command.mustErase;
      long cas = takesCas ? nextCas[context.keys().group(command.slot)]++ : 0;
      pipeline(link).write(command, cas, now);
    } catch (EngineException e) {
      links.suspect();
      command.fail(e);
    }
  }

  private Pipeline pipeline(Link link) {
    for (Pipeline pipeline : pipelines) {
      if (pipeline.link() == link) {
        return pipeline;
      }
    }
    Pipeline pipeline = new Pipeline(link, links, flushGuard, repeatedKeys);
    pipelines.add(pipeline);
    return pipeline;
  }

  /* ----- CAS numbers ----- */

  /** Takes all CAS numbers before anything is written: reserving more takes a separate round. */
  private void takeCas(List<RedisCommand> commands) {
    int[] needed = new int[nextCas.length];
    for (RedisCommand command : commands) {
      if (command.needsCas()) {
        needed[context.keys().group(command.slot)]++;
      }
    }
    for (int group = 0; group < needed.length; group++) {
      if (needed[group] > 0) {
        try {
          takeCas(group, needed[group]);
        } catch (EngineException e) {
          failThoseWithoutCas(commands, group, e);
        }
      }
    }
  }

  private void takeCas(int group, int needed) {
    CasBlocks blocks = context.casBlocks();
    long first = blocks.take(group, needed);
    while (first == 0) {
      int count = blocks.blockSize(group, needed);
      blocks.reserved(group, reserve(group, count), count);
      context.counters().casReservations.increment();
      // Another lane may take what this one has just reserved.
      first = blocks.take(group, needed);
    }
    nextCas[group] = first;
  }

  /** Reserves numbers. Returns the one before the first. */
  private long reserve(int group, int count) {
    EngineCommand command =
        new EngineCommand(
            context.keys(),
            context.keys().counter(group),
            0,
            Script.RESERVE,
            Ascii.number(count),
            Ascii.number(context.casBlocks().seen(group)));
    List<RedisCommand> rest = new ArrayList<>(List.of(command));
    while (!rest.isEmpty()) {
      new Round(context, links, flushGuard).run(rest);
    }
    try {
      return command.reply().join();
    } catch (CompletionException e) {
      throw (EngineException) e.getCause();
    }
  }

  private void failThoseWithoutCas(
      List<RedisCommand> commands, int group, EngineException failure) {
    links.suspect();
    for (RedisCommand command : commands) {
      if (command.needsCas() && context.keys().group(command.slot) == group) {
        command.fail(failure);
      }
    }
  }
}
