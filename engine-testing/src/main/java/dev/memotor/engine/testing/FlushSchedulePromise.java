package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import dev.memotor.engine.SchedulesFlushes;
import dev.memotor.engine.Status;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Scheduled flushes, for engines that play {@link SchedulesFlushes}. */
abstract class FlushSchedulePromise extends Promise {

  FlushSchedulePromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void scheduledFlush_isDoneWhenItIsDue_andNotBefore() throws Exception {
    if (!keepsFlushes()) {
      return;
    }
    Key before = Key.of("before");
    Key after = Key.of("after");
    assertEquals(Exptime.NEVER, schedule(engine).scheduledFlush());
    call(Operations.set(before, "v"));
    long due = clock.now() + 10;
    schedule(clock.now() + 1_000);
    schedule(due);
    assertEquals(due, schedule(engine).scheduledFlush(), "the newest moment");
    call(Operations.set(after, "v"));
    clock.advance(9);
    finish(schedule(engine).flushIfDue().toCompletableFuture());
    assertEquals(Status.OK, call(Operations.peek(before)).status(), "before its time");
    clock.advance(1);
    finish(schedule(engine).flushIfDue().toCompletableFuture());
    call(Operations.set(Key.of("new"), "v"));
    assertEquals(Set.of(Key.of("new")), scan().keySet(), "what a scheduled flush leaves");
    assertEquals(Exptime.NEVER, schedule(engine).scheduledFlush(), "after it has been done");
    finish(schedule(engine).flushIfDue().toCompletableFuture());
    assertEquals(Set.of(Key.of("new")), scan().keySet(), "what is left when nothing is due");
  }

  @Test
  void scheduledFlush_isDroppedByFlush_andByNever() throws Exception {
    if (!keepsFlushes()) {
      return;
    }
    schedule(clock.now() + 10);
    schedule(Exptime.NEVER);
    assertEquals(Exptime.NEVER, schedule(engine).scheduledFlush(), "after NEVER");
    CompletionStage<Void> scheduled = schedule(engine).scheduleFlush(clock.now() + 10);
    CompletionStage<Void> flushed = engine.flush();
    finish(scheduled.toCompletableFuture());
    finish(flushed.toCompletableFuture());
    assertEquals(Exptime.NEVER, schedule(engine).scheduledFlush(), "after a flush");
    flushed = engine.flush();
    scheduled = schedule(engine).scheduleFlush(clock.now() + 10);
    finish(flushed.toCompletableFuture());
    finish(scheduled.toCompletableFuture());
    assertEquals(clock.now() + 10, schedule(engine).scheduledFlush(), "a moment set after a flush");
    call(Operations.set(Key.of("a"), "v"));
    schedule(Exptime.NEVER);
    clock.advance(20);
    finish(schedule(engine).flushIfDue().toCompletableFuture());
    assertEquals(Status.OK, call(Operations.peek(Key.of("a"))).status());
  }

  @Test
  void scheduledFlush_outlivesARestart() throws Exception {
    Set<Capability> capabilities = engine.capabilities();
    if (!keepsFlushes() || !capabilities.contains(Capability.PERSISTENT)) {
      return;
    }
    call(Operations.set(Key.of("a"), "v"));
    long due = clock.now() + 100;
    schedule(due);
    engine.close();
    clock.advance(99);
    engine = reopened();
    assertEquals(due, schedule(engine).scheduledFlush(), "the moment after a restart");
    assertEquals(Status.OK, call(Operations.peek(Key.of("a"))).status(), "before its time");
    engine.close();
    clock.advance(1);
    engine = reopened();
    // Came due while the engine was closed: nothing that is stored from now on may go with it.
    call(Operations.set(Key.of("b"), "v"));
    finish(schedule(engine).flushIfDue().toCompletableFuture());
    await("the flush", () -> schedule(engine).scheduledFlush() == Exptime.NEVER);
    assertEquals(Status.NOT_FOUND, call(Operations.peek(Key.of("a"))).status(), "what was flushed");
    assertEquals(Status.OK, call(Operations.peek(Key.of("b"))).status(), "what is new");
    engine.close();
    engine = reopened();
    assertEquals(Exptime.NEVER, schedule(engine).scheduledFlush(), "a flush that has been done");
    assertEquals(Set.of(Key.of("b")), scan().keySet());
  }

  @Test
  void scheduledFlush_isEverybodys_ifShared() throws Exception {
    if (!keepsFlushes() || !engine.capabilities().contains(Capability.SHARED)) {
      return;
    }
    Engine other = openBeside();
    call(Operations.set(Key.of("a"), "v"));
    long due = clock.now() + 10;
    schedule(due);
    await("the other to see the moment", () -> schedule(other).scheduledFlush() == due);
    Engine later = openBeside();
    await("one that is opened later to see it", () -> schedule(later).scheduledFlush() == due);
    engine.close();
    clock.advance(10);
    finish(schedule(other).flushIfDue().toCompletableFuture());
    assertEquals(Status.NOT_FOUND, call(later, Operations.peek(Key.of("a"))).status());
    await("all to see that it is done", () -> schedule(later).scheduledFlush() == Exptime.NEVER);
  }

  private boolean keepsFlushes() {
    return engine.role(SchedulesFlushes.class).isPresent();
  }

  private static SchedulesFlushes schedule(Engine engine) {
    return engine.role(SchedulesFlushes.class).orElseThrow();
  }

  private void schedule(long at) throws Exception {
    finish(schedule(engine).scheduleFlush(at).toCompletableFuture());
  }
}
