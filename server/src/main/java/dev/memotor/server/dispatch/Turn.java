package dev.memotor.server.dispatch;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.LendsValues;
import dev.memotor.engine.Operation;
import dev.memotor.engine.ReceivesValues;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.observe.LoopObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of one event loop. All that its connections request while the loop handles its input is
 * gathered, handed to the engine as one batch when the input is handled, and answered with one
 * flush per connection.
 *
 * <p>The end of a turn is a task that the first request of the turn submits to the loop, which runs
 * it right after the pending input: no timer, no added latency.
 */
public final class Turn {

  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);
  private static final int INITIAL_CAPACITY = 64;

  private static final EngineException TOO_MANY_REPLIES =
      new EngineException(
          EngineException.Kind.BUSY,
          "no memory for the reply: the replies that clients have requested and not read take"
              + " more than a third of the Java heap");

  private final Engine engine;
  private final @Nullable LendsValues lender;
  private final @Nullable ReceivesValues receiver;
  private final TurnLoop loop;
  private final LoopObserver observer;
  private final Runnable endTask = this::end;
  private final Runnable lateTask = this::finishLate;
  private final Runnable resumeTask = this::resume;

  private Request[] gathered = new Request[INITIAL_CAPACITY];
  private int count;
  private boolean endScheduled;
  private ArrayList<ReplyQueue> toWake = new ArrayList<>();
  private ArrayList<ReplyQueue> spareToWake = new ArrayList<>();

  private ArrayList<Runnable> resumed = new ArrayList<>();
  private ArrayList<Runnable> spareResumed = new ArrayList<>();

  /** The batches of this turn to which the engine may have lent values. */
  private final ArrayList<TurnBatch> borrowers = new ArrayList<>();

  private final Queue<Late> late = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean lateScheduled = new AtomicBoolean();

  public Turn(Engine engine, TurnLoop loop, LoopObserver observer) {
    this.engine = engine;
    this.lender = engine.role(LendsValues.class).orElse(null);
    this.receiver = engine.role(ReceivesValues.class).orElse(null);
    this.loop = loop;
    this.observer = observer;
  }

  /** Submits a request that needs the engine. */
  public void submit(ReplyQueue queue, Request request, Operation operation) {
    request.setOperation(operation);
    queue.addOperation(request);
    if (count == gathered.length) {
      gathered = Arrays.copyOf(gathered, count * 2);
    }
    gathered[count++] = request;
    wakeAtEnd(queue);
  }

  /**
   * Returns room in the engine for a value that is about to arrive; null if it belongs on the heap.
   */
  public @Nullable Landing receive(Key key, int length) {
    return receiver == null || length < ReplyBuffer.LARGE_VALUE
        ? null
        : receiver.receive(key, length);
  }

  /** Submits a request that does not need the engine. */
  public void reply(ReplyQueue queue, Request request) {
    request.finish(null, null);
    queue.add(request);
    wakeAtEnd(queue);
  }

  /** Refuses an operation that the client's user may not execute; the engine never sees it. */
  public void refuse(ReplyQueue queue, Request request, Operation operation) {
    queue.refused(operation);
    request.refuse();
    reply(queue, request);
  }

  /** Submits a request that the caller will end with {@link #finishLater}. */
  public void await(ReplyQueue queue, Request request) {
    queue.add(request);
    wakeAtEnd(queue);
  }

  /**
   * Submits a request to remove all items. What the turn has gathered so far goes to the engine
   * first, so that it is removed as well.
   *
   * @param flush starts the removal; the request ends with it
   */
  public void flushAll(ReplyQueue queue, Request request, Supplier<CompletionStage<Void>> flush) {
    queue.add(request);
    wakeAtEnd(queue);
    execute();
    try {
      flush
          .get()
          .whenComplete(
              (nothing, failure) ->
                  finishLater(
                      request,
                      null,
                      failure == null ? null : EngineException.of(failure, "flush failed")));
    } catch (Throwable e) {
      LOG.error("the engine broke its contract by throwing from flush", e);
      finish(request, null, EngineException.of(e, "flush failed"));
    }
  }

  /** Schedules a connection's work for the end of this turn. */
  public void wakeAtEnd(ReplyQueue queue) {
    if (!queue.scheduled) {
      queue.scheduled = true;
      toWake.add(queue);
      if (!endScheduled) {
        endScheduled = true;
        observer.turnBegins();
        loop.execute(endTask);
      }
    }
  }

  /**
   * Lets a connection continue in the next turn, with input left over by this one. The loop polls
   * the other connections first, so that none of them waits for more than a turn.
   */
  public void nextTurn(Runnable task) {
    resumed.add(task);
    if (resumed.size() == 1) {
      loop.executeAfterInput(resumeTask);
    }
  }

  private void resume() {
    ArrayList<Runnable> tasks = resumed;
    resumed = spareResumed;
    for (int i = 0; i < tasks.size(); i++) {
      try {
        tasks.get(i).run();
      } catch (Throwable e) {
        // Whatever it is, an OutOfMemoryError included: the other connections continue.
        LOG.error("a connection failed at the start of a turn", e);
      }
    }
    tasks.clear();
    spareResumed = tasks;
  }

  boolean isOwnThread() {
    return loop.isOwnThread();
  }

  /** Ends a request in the turn in which it arrived; on the loop's thread. */
  void finish(Request request, @Nullable Result result, @Nullable EngineException failure) {
    Operation operation = request.operation();
    if (end(request, result, failure) && operation != null) {
      observer.endedInTurn(operation);
    }
  }

  /** Ends a request; returns whether it had not ended before. */
  private boolean end(
      Request request, @Nullable Result given, @Nullable EngineException givenFailure) {
    Result result = given;
    EngineException failure = givenFailure;
    if (exceedsMemory(request, result)) {
      result = null;
      failure = TOO_MANY_REPLIES;
    }
    if (!request.finish(result, failure)) {
      observer.endedTwice();
      return false;
    }
    request.queue.ended(request);
    Operation operation = request.operation();
    if (failure != null) {
      observer.failed(failure);
    } else if (operation != null && result != null && request.isCounted()) {
      observer.executed(operation, result);
    }
    if (observer.isWatched()) {
      showWatched(request.queue);
    }
    request.queue.watched(request);
    return true;
  }

  /** Shows outcomes in the order of the commands, whatever order the engine ends them in. */
  private void showWatched(ReplyQueue queue) {
    for (Request next = queue.nextToWatch(); next != null; next = queue.nextToWatch()) {
      Operation operation = next.operation();
      Result result = next.result();
      if (operation != null && result != null && next.isCounted()) {
        observer.watched(queue.connection(), operation, result, next.isMeta());
      }
    }
  }

  /** Returns whether clients leave too many replies unread; on any thread. */
  private static boolean exceedsMemory(Request request, @Nullable Result result) {
    int length = request.resultLength(result);
    return length > 0
        && request.operation() instanceof Get
        && request.queue.isOutOfMemoryFor(length);
  }

  /** Ends a request; on any thread. */
  public void finishLater(
      Request request, @Nullable Result result, @Nullable EngineException failure) {
    finishLater(request, result, failure, 0);
  }

  /**
   * Ends a request; on any thread.
   *
   * @param begunNanos when the turn in which it arrived began
   */
  void finishLater(
      Request request,
      @Nullable Result result,
      @Nullable EngineException failure,
      long begunNanos) {
    // Counted from here on: an engine's threads may be faster than a busy loop.
    boolean tooMuch = exceedsMemory(request, result);
    int bytes = tooMuch ? 0 : request.resultLength(result);
    if (bytes > 0) {
      request.queue.valueInFlight(bytes);
    }
    late.add(
        tooMuch
            ? new Late(request, null, TOO_MANY_REPLIES, begunNanos)
            : new Late(request, result, failure, begunNanos));
    if (lateScheduled.compareAndSet(false, true)) {
      loop.execute(lateTask);
    }
  }

  private void finishLate() {
    // First the flag, then the queue: a thread that adds after the last poll schedules again.
    lateScheduled.set(false);
    long now = observer.now();
    for (Late next = late.poll(); next != null; next = late.poll()) {
      int bytes = next.request.resultLength(next.result);
      if (bytes > 0) {
        next.request.queue.valueArrived(bytes);
      }
      Operation operation = next.request.operation();
      if (end(next.request, next.result, next.failure) && operation != null) {
        observer.endedLate(operation, now - next.begunNanos);
      }
      wakeAtEnd(next.request.queue);
    }
  }

  private void end() {
    endScheduled = false;
    try {
      execute();
    } finally {
      answer();
      endLending();
    }
    observer.turnEnds();
  }

  private void answer() {
    ArrayList<ReplyQueue> ended = toWake;
    toWake = spareToWake;
    for (int i = 0; i < ended.size(); i++) {
      try {
        ended.get(i).turnEnded();
      } catch (Throwable e) {
        // Whatever it is, an OutOfMemoryError included: the other connections get their replies.
        LOG.error("a connection failed at the end of a turn", e);
      }
    }
    ended.clear();
    spareToWake = ended;
  }

  /** Gives back what the engine has lent, except what unanswered requests and buffers keep. */
  private void endLending() {
    if (lender == null || borrowers.isEmpty()) {
      return;
    }
    for (int i = 0; i < borrowers.size(); i++) {
      borrowers.get(i).keepLent(TOO_MANY_REPLIES);
    }
    borrowers.clear();
    try {
      lender.turnEnded();
    } catch (Throwable e) {
      LOG.error("the engine broke its contract by throwing from turnEnded", e);
    }
  }

  private void execute() {
    if (count == 0) {
      return;
    }
    TurnBatch batch = new TurnBatch(this, Arrays.copyOf(gathered, count), observer.turnBegan());
    Arrays.fill(gathered, 0, count, null);
    long called = observer.engineCalled(batch);
    count = 0;
    try {
      if (lender != null) {
        borrowers.add(batch);
      }
      engine.execute(batch);
    } catch (Throwable e) {
      // Errors too: a plug-in built against other libraries throws linkage errors.
      LOG.error("the engine broke its contract by throwing", e);
      batch.failRest(
          new EngineException(EngineException.Kind.INTERNAL, "the engine threw " + e, e));
    } finally {
      batch.endExecute();
      long nanos = observer.engineReturned(called);
      if (observer.isSlow(nanos)) {
        observer.slow(batch.ended(), nanos);
      }
    }
  }

  private record Late(
      Request request,
      @Nullable Result result,
      @Nullable EngineException failure,
      long begunNanos) {}
}
