package dev.memotor.engine.redis;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.testing.EngineContract;
import dev.memotor.engine.testing.Engines;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;

/** The contract over Redis: each engine has a separate prefix. */
@Tag("slow")
abstract class RedisContractBase extends EngineContract {

  private static final AtomicInteger PLACES = new AtomicInteger();

  private String prefix;
  private EngineContext context;
  private long opened;

  protected abstract String uri(String options);

  protected abstract List<RedisProcess> nodes();

  @Override
  protected Engine open(EngineContext asked) {
    prefix = "p" + PLACES.incrementAndGet() + ":";
    opened = asked.clock().now();
    return reopen(asked);
  }

  @Override
  protected Engine reopen(EngineContext asked) {
    context = asked;
    // The contract hands in batches that no client would: patience for the slowest machine.
    return Engines.open(uri("?timeout=20s&prefix=" + prefix), asked);
  }

  /**
   * Redis reclaims by its own clock, which a test cannot move: what counts is what Redis would hold
   * when the time that the test's clock has advanced had passed for Redis, too.
   */
  @Override
  protected long itemsTakingSpace(Engine engine) {
    long advanced = context.clock().now() - opened;
    long count = 0;
    for (RedisProcess node : nodes()) {
      Object left =
          node.command(
              "EVAL",
              "local n = 0 for _, k in ipairs(redis.call('KEYS', ARGV[1])) do"
                  + " if redis.call('TYPE', k).ok == 'hash' then"
                  + " local ttl = redis.call('PTTL', k)"
                  + " if ttl < 0 or ttl > tonumber(ARGV[2]) then n = n + 1 end end end return n",
              "0",
              prefix + "*",
              Long.toString(advanced * 1000));
      count += (Long) left;
    }
    return count;
  }
}
