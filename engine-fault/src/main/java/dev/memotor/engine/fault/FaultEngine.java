package dev.memotor.engine.fault;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.LendsValues;
import dev.memotor.engine.ReceivesValues;
import dev.memotor.engine.SchedulesFlushes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/** Injects faults into another engine. Scans and stats are passed through unaffected. */
final class FaultEngine implements Engine {

  private final Engine engine;
  private final Fates fates;
  private final Answers answers;
  private final LongAdder failed = new LongAdder();
  private final LongAdder silent = new LongAdder();
  private volatile boolean closed;

  FaultEngine(Engine engine, FaultSettings settings) {
    this.engine = engine;
    this.fates = new Fates(settings);
    this.answers = new Answers(settings.delay(), settings.thread(), settings.seed());
  }

  @Override
  public void execute(Batch batch) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    FaultBatch divided = new FaultBatch(batch, answers);
    divided.divide(fates, failed, silent);
    if (divided.size() > 0) {
      engine.execute(divided);
    }
  }

  @Override
  public CompletionStage<Void> flush() {
    return answer(engine.flush());
  }

  private CompletionStage<Void> answer(CompletionStage<Void> flush) {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    flush.whenComplete((done, failure) -> answers.deliver(null, () -> end(answered, failure)));
    return answered;
  }

  private static void end(CompletableFuture<Void> answered, Throwable failure) {
    if (failure == null) {
      answered.complete(null);
    } else {
      answered.completeExceptionally(EngineException.of(failure, "the flush failed"));
    }
  }

  @Override
  public void scan(ItemVisitor visitor) {
    engine.scan(visitor);
  }

  @Override
  public EngineStats stats() {
    return engine.stats().toBuilder()
        .detail("fault_failed", failed)
        .detail("fault_unanswered", silent)
        .build();
  }

  @Override
  public Set<Capability> capabilities() {
    return engine.capabilities();
  }

  @Override
  public <R> Optional<R> role(Class<R> role) {
    if (role == LendsValues.class || role == ReceivesValues.class) {
      // What ends late cannot have a lent value, and nobody would free the landing of what is lost.
      return Optional.empty();
    }
    return role == SchedulesFlushes.class
        ? engine.role(SchedulesFlushes.class).map(inner -> role.cast(new DelayedFlushes(inner)))
        : engine.role(role);
  }

  @Override
  public void close() {
    closed = true;
    engine.close();
    answers.close();
  }

  /** The schedule of the other engine, answered as late as its operations. */
  private final class DelayedFlushes implements SchedulesFlushes {

    private final SchedulesFlushes inner;

    DelayedFlushes(SchedulesFlushes inner) {
      this.inner = inner;
    }

    @Override
    public CompletionStage<Void> scheduleFlush(long at) {
      return answer(inner.scheduleFlush(at));
    }

    @Override
    public long scheduledFlush() {
      return inner.scheduledFlush();
    }

    @Override
    public CompletionStage<Void> flushIfDue() {
      return answer(inner.flushIfDue());
    }
  }
}
