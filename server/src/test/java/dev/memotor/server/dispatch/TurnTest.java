package dev.memotor.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.KeyedEngine;
import dev.memotor.server.fixture.LentMemory;
import dev.memotor.server.fixture.Observed;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.watch.Stream;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Turns on a loop that the test steps by hand: its own thread is the loop's. */
final class TurnTest {

  private final Thread own = Thread.currentThread();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final LentMemory memory = new LentMemory();
  private final KeyedEngine engine = new KeyedEngine(EngineClock.system(), memory);
  private final Observed observed = new Observed(MonitoringConfig.off(), engine);
  private final List<String> replies = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Turn turn =
      new Turn(
          engine,
          new TurnLoop() {
            @Override
            public void execute(Runnable task) {
              tasks.add(task);
            }

            @Override
            public void executeAfterInput(Runnable task) {
              tasks.add(task);
            }

            @Override
            public boolean isOwnThread() {
              return Thread.currentThread() == own;
            }
          },
          observed.loop());
  private final ReplyQueue queue =
      new ReplyQueue(
          1,
          new ByteBudget(Long.MAX_VALUE).newShare(),
          new ByteBudget(Long.MAX_VALUE).newShare(),
          this::answer);

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    engine.close();
    assertThat(memory.pinned()).as("pins").isZero();
    assertThat(memory.misuses()).as("late uses of lent values").isZero();
    assertThat(memory.landings()).as("landings").isZero();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("memotor.engine");
  }

  /** Notes how it ended, on the loop's thread. */
  private final class Probe extends Request {

    private final String name;

    private Probe(String name) {
      this.name = name;
    }

    @Override
    protected void writeReply(ReplyBuffer out) {
      note(null);
    }

    @Override
    protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
      note(result);
    }

    @Override
    protected void writeFailure(ReplyBuffer out, EngineException failure) {
      note(failure.kind());
    }

    private void note(Object end) {
      assertThat(Thread.currentThread()).isSameAs(own);
      replies.add(name + " " + end);
    }
  }

  private void answer() {
    ReplyBuffer out = new ReplyBuffer();
    out.begin(UnpooledByteBufAllocator.DEFAULT, buffer -> buffer.release());
    queue.writeReplies(out, Long.MAX_VALUE);
    out.end();
  }

  private void get(String key) {
    turn.submit(queue, new Probe(key), new Get(Key.of(key)));
  }

  private void step() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void stepUntilAnswered(int count) {
    Await.until(
        count + " replies",
        () -> {
          step();
          return replies.size() == count;
        });
  }

  @Test
  void requestsOfATurn_areOneBatch() {
    for (int i = 0; i < 200; i++) {
      get("a" + i);
    }
    assertThat(engine.operations()).as("before the turn ends").isZero();
    assertThat(tasks).as("one task ends the turn").hasSize(1);
    step();
    assertThat(replies).hasSize(200);
    assertThat(observed.snapshot().get(Counter.ENGINE_BATCHES)).isEqualTo(1);
    assertThat(observed.snapshot().get(Counter.ENGINE_OPERATIONS)).isEqualTo(200);
  }

  @Test
  void lateEnd_fromAnotherThread_arrivesOnTheLoop() {
    get("later:a");
    get("b");
    step();
    stepUntilAnswered(2);
    assertThat(replies).containsExactly("later:a NOT_FOUND", "b NOT_FOUND");
  }

  @Test
  void lateEnd_onTheLoopOutsideExecute_isASeparateTask() {
    get("held:a");
    step();
    assertThat(replies).isEmpty();
    engine.release();
    assertThat(replies).as("not while the engine releases it").isEmpty();
    step();
    assertThat(replies).hasSize(1);
  }

  /** The keys reported to a watching client. */
  private List<String> watched() {
    List<String> keys = new ArrayList<>();
    observed
        .loop()
        .watchHub()
        .add(
            line -> {
              String text = new String(line, StandardCharsets.US_ASCII);
              keys.add(text.replaceAll("(?s).* key=(\\S+) .*", "$1"));
              return true;
            },
            Set.of(Stream.FETCHERS));
    return keys;
  }

  @Test
  void watchers_areNotifiedInTheOrderOfTheCommands() {
    List<String> watched = watched();
    get("first");
    get("held:a");
    get("b");
    turn.reply(queue, new Probe("no operation"));
    step();
    get("c");
    step();
    assertThat(watched).as("reported so far").containsExactly("first");
    engine.release();
    stepUntilAnswered(5);
    get("d");
    step();
    assertThat(watched).containsExactly("first", "held%3Aa", "b", "c", "d");
  }

  @Test
  void lateWatcher_isNotifiedOfUnansweredCommands() {
    get("a");
    step();
    get("held:b");
    get("c");
    step();
    List<String> watched = watched();
    engine.release();
    stepUntilAnswered(3);
    get("d");
    step();
    assertThat(watched).containsExactly("held%3Ab", "c", "d");
  }

  @Test
  void secondEnd_isIgnored_andLoggedOnce() {
    for (int i = 0; i < 10; i++) {
      get("twice:" + i);
    }
    step();
    engine.close();
    Await.until(
        "the second ends",
        () -> {
          step();
          return !log.list.isEmpty();
        });
    get("b");
    step();
    assertThat(replies).hasSize(11).endsWith("b NOT_FOUND");
    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getFormattedMessage()).contains("twice");
    assertThat(observed.snapshot().get(Counter.GET_MISSES)).as("each counted once").isEqualTo(11);
  }

  @Test
  void throwingEngine_failsPendingOperations() {
    get("a");
    get("error:b");
    get("c");
    get("held:d");
    step();
    assertThat(replies)
        .containsExactly("a NOT_FOUND", "error:b INTERNAL", "c INTERNAL", "held:d INTERNAL");
  }

  @Test
  void failures_areLoggedWithTheirCause_rateLimited() {
    for (int i = 0; i < 1_000; i++) {
      get("BUSY:" + i);
      get("FULL:" + i);
    }
    step();
    assertThat(replies).hasSize(2_000);
    assertThat(log.list).hasSize(2);
    assertThat(log.list.get(0).getThrowableProxy()).isNotNull();
  }

  @Test
  void failingConnection_doesNotAffectOthers() {
    ReplyQueue broken =
        new ReplyQueue(
            2,
            new ByteBudget(Long.MAX_VALUE).newShare(),
            new ByteBudget(Long.MAX_VALUE).newShare(),
            () -> {
              throw new LinkageError("expected by this test");
            });
    turn.submit(broken, new Probe("broken"), new Get(Key.of("x")));
    get("a");
    step();
    assertThat(replies).containsExactly("a NOT_FOUND");
  }

  @Test
  void valueBytes_countUntilTheEngineHasFinished() {
    ByteBudget input = new ByteBudget(1 << 30);
    ReplyQueue counted =
        new ReplyQueue(1, input.newShare(), new ByteBudget(1 << 30).newShare(), () -> {});
    ByteBudget.Share protocol = input.newShare();
    for (String key : new String[] {"held:a", "b", "BUSY:c"}) {
      protocol.add(10_000_000);
      Store store = new Store(Key.of(key), Store.Mode.SET, new byte[10_000_000], 0, 0);
      turn.submit(counted, new Probe(key), store);
    }
    assertThat(counted.valueBytes()).isEqualTo(30_000_000);
    assertThat(input.used()).isBetween(30_000_000L, 31_000_000L);
    step();
    assertThat(counted.valueBytes()).isEqualTo(10_000_000);
    assertThat(input.used()).isBetween(10_000_000L, 11_000_000L);
    engine.release();
    step();
    assertThat(counted.valueBytes()).isZero();
    assertThat(input.used()).isLessThan(1_000_000);
  }

  @Test
  void values_farBeyondTheReplyBudget_areNotKept() {
    engine.put("a", new byte[1_000]);
    ByteBudget output = new ByteBudget(3_600);
    ReplyQueue unread =
        new ReplyQueue(1, new ByteBudget(1 << 20).newShare(), output.newShare(), () -> {});
    for (int i = 0; i < 8; i++) {
      turn.submit(unread, new Probe("" + i), new Get(Key.of("a")));
    }
    step();
    ReplyBuffer out = new ReplyBuffer();
    out.begin(UnpooledByteBufAllocator.DEFAULT, buffer -> buffer.release());
    unread.writeReplies(out, Long.MAX_VALUE);
    out.end();
    assertThat(replies).hasSize(8);
    assertThat(replies.get(5)).doesNotContain("BUSY");
    assertThat(replies.subList(6, 8)).containsExactly("6 BUSY", "7 BUSY");
    assertThat(output.used()).isLessThan(100);
  }

  @Test
  void values_inFlightToABusyLoop_count() {
    engine.put("held:a", new byte[1_000]);
    ByteBudget output = new ByteBudget(3_600);
    ReplyQueue slow =
        new ReplyQueue(1, new ByteBudget(1 << 20).newShare(), output.newShare(), () -> {});
    for (int i = 0; i < 20; i++) {
      turn.submit(slow, new Probe("" + i), new Get(Key.of("held:a")));
    }
    step();
    engine.release();
    assertThat(output.used()).as("before the loop picks them up").isBetween(5_000L, 7_000L);
    step();
    assertThat(slow.isReady()).isTrue();
    slow.close();
    assertThat(output.used()).isLessThan(100);
  }

  @Test
  void clientThatReads_isServed_whenOthersSpentTheBudget() {
    engine.put("small", new byte[1_000]);
    engine.put("held:small", new byte[1_000]);
    engine.put("large", new byte[5_000]);
    ByteBudget output = new ByteBudget(3_600);
    output.newShare().add(1_000_000);
    ReplyQueue good =
        new ReplyQueue(1, new ByteBudget(1 << 20).newShare(), output.newShare(), () -> {});
    List<Probe> gets = new ArrayList<>();
    for (String key : new String[] {"large", "small", "held:small", "small", "small", "small"}) {
      gets.add(new Probe(key));
      turn.submit(good, gets.get(gets.size() - 1), new Get(Key.of(key)));
    }
    step();
    engine.release();
    step();
    assertThat(gets.stream().map(Probe::resultLength))
        .containsExactly(0, 1_000, 0, 1_000, 1_000, 1_000);
  }

  @Test
  void results_areDropped_whenAnsweredOrTheClientLeaves() {
    engine.put("a", new byte[1_000]);
    engine.put("held:b", new byte[1_000]);
    Probe answered = new Probe("answered");
    Probe late = new Probe("late");
    turn.submit(queue, answered, new Get(Key.of("a")));
    turn.submit(queue, late, new Get(Key.of("held:b")));
    step();
    assertThat(replies).hasSize(1);
    assertThat(answered.resultLength()).isZero();
    queue.close();
    engine.release();
    step();
    assertThat(late.isDone()).isTrue();
    assertThat(late.resultLength()).isZero();
  }

  @Test
  void nextTurn_beginsAfterTheLoopHasPolledForInput() {
    List<String> order = new ArrayList<>();
    turn.nextTurn(() -> order.add("first"));
    turn.nextTurn(
        () -> {
          throw new LinkageError("expected by this test");
        });
    turn.nextTurn(() -> turn.nextTurn(() -> order.add("later")));
    turn.nextTurn(() -> order.add("last"));
    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(order).containsExactly("first", "last");
    step();
    assertThat(order).containsExactly("first", "last", "later");
  }

  @Test
  void flush_followsWhatTheTurnGathered() {
    turn.submit(queue, new Probe("set"), new Store(Key.of("a"), Store.Mode.SET, new byte[1], 0, 0));
    turn.flushAll(queue, new Probe("flush"), engine::flush);
    get("a");
    step();
    assertThat(replies).hasSize(3).endsWith("flush null", "a NOT_FOUND");
  }

  /** Answers with the value. */
  private final class Shown extends Request {
    @Override
    protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
      replies.add(new String(result.item().value().bytes(), StandardCharsets.US_ASCII));
    }

    @Override
    protected void writeFailure(ReplyBuffer out, EngineException failure) {
      replies.add(failure.kind().toString());
    }
  }

  private void show(String key) {
    turn.submit(queue, new Shown(), new Get(Key.of(key)));
  }

  private void put(String key, char content, int length) {
    engine.put(key, Character.toString(content).repeat(length).getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void turn_endsLending_onceAllRepliesAreWritten() {
    put("small", 's', 100);
    put("large", 'l', 20_000);
    show("small");
    show("large");
    assertThat(memory.turns()).isZero();
    step();
    assertThat(memory.turns()).isOne();
    assertThat(replies).containsExactly("s".repeat(100), "l".repeat(20_000));
    turn.reply(queue, new Probe("without the engine"));
    step();
    assertThat(memory.turns()).as("without a batch").isOne();
  }

  @Test
  void lentValues_thatWaitForAnEarlierReply_areKept() {
    put("small", 's', 100);
    put("large", 'l', 20_000);
    get("held:first");
    show("small");
    show("large");
    step();
    assertThat(memory.turns()).isOne();
    assertThat(memory.pinned()).isOne();
    get("b");
    step();
    engine.release();
    stepUntilAnswered(4);
    assertThat(replies.subList(1, 3)).containsExactly("s".repeat(100), "l".repeat(20_000));
    assertThat(memory.pinned()).isZero();
  }

  @Test
  void lentValues_ofAClientThatLeaves_areUnpinned() {
    put("large", 'l', 20_000);
    get("held:first");
    show("large");
    step();
    assertThat(memory.pinned()).isOne();
    queue.close();
    assertThat(memory.pinned()).isZero();
    engine.release();
    step();
  }

  @Test
  void lentValues_ofAReplyThatFails_areUnpinned() {
    put("large", 'l', 20_000);
    get("held:first");
    turn.submit(
        queue,
        new Request() {
          @Override
          protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
            throw new LinkageError("expected by this test");
          }
        },
        new Get(Key.of("large")));
    step();
    assertThat(memory.pinned()).isOne();
    engine.release();
    step();
    assertThat(memory.pinned()).isZero();
  }

  @Test
  void lentValues_beforeAFlushInTheSameTurn_areShown() {
    put("large", 'l', 20_000);
    show("large");
    turn.flushAll(queue, new Probe("flush"), engine::flush);
    show("error:a");
    step();
    assertThat(replies).containsExactly("l".repeat(20_000), "flush null", "INTERNAL");
    assertThat(memory.turns()).isOne();
  }

  @Test
  void lending_ends_thoughTheEngineThrowsOrAConnectionFails() {
    put("large", 'l', 20_000);
    show("large");
    show("error:b");
    ReplyQueue broken =
        new ReplyQueue(
            2,
            new ByteBudget(Long.MAX_VALUE).newShare(),
            new ByteBudget(Long.MAX_VALUE).newShare(),
            () -> {
              throw new LinkageError("expected by this test");
            });
    turn.submit(broken, new Shown(), new Get(Key.of("large")));
    step();
    assertThat(replies).containsExactly("l".repeat(20_000), "INTERNAL");
    assertThat(memory.turns()).isOne();
    turn.submit(broken, new Shown(), new Get(Key.of("large")));
    step();
    assertThat(memory.turns()).isEqualTo(2);
    assertThat(memory.pinned()).as("until it can be written").isOne();
    broken.close();
  }

  @Test
  void lentValue_thatCannotBeCopied_fails() {
    put("small", 's', 5_000);
    ByteBudget output = new ByteBudget(1 << 20);
    ReplyQueue waiting =
        new ReplyQueue(1, new ByteBudget(1 << 20).newShare(), output.newShare(), () -> {});
    turn.submit(waiting, new Shown(), new Get(Key.of("small")));
    memory.failCopies();
    step();
    assertThat(memory.turns()).isOne();
    ReplyBuffer out = new ReplyBuffer();
    out.begin(UnpooledByteBufAllocator.DEFAULT, buffer -> buffer.release());
    waiting.writeReplies(out, Long.MAX_VALUE);
    out.end();
    assertThat(replies).containsExactly("BUSY");
    assertThat(output.used()).isBetween(0L, 2_100L);
  }

  private Store landed(String key, int length) {
    Landing landing = turn.receive(Key.of(key), length);
    while (landing.space() != null) {
      ByteBuffer space = landing.space();
      space.position(space.limit());
    }
    return new Store(Key.of(key), Store.Mode.SET, landing, 0, 0);
  }

  @Test
  void landedValues_doNotCountAsInput() {
    ByteBudget input = new ByteBudget(1 << 30);
    ReplyQueue counted =
        new ReplyQueue(1, input.newShare(), new ByteBudget(1 << 30).newShare(), () -> {});
    turn.submit(counted, new Probe("a"), landed("a", 10_000_000));
    assertThat(counted.valueBytes()).isEqualTo(10_000_000);
    assertThat(input.used()).isLessThan(200_000);
    step();
    assertThat(counted.valueBytes()).isZero();
    assertThat(input.used()).isBetween(0L, 200_000L);
  }

  @Test
  void landedValue_ofARefusedOperation_isAbandoned() {
    turn.refuse(queue, new Probe("refused"), landed("a", 100_000));
    assertThat(memory.landings()).isZero();
    step();
    assertThat(engine.size()).isZero();
  }

  @Test
  void smallValues_areNotReceivedByTheEngine() {
    assertThat(turn.receive(Key.of("a"), 8 * 1024 - 1)).isNull();
    assertThat(memory.received()).isZero();
  }

  @Test
  void failureKinds_areKept() {
    for (EngineException.Kind kind : EngineException.Kind.values()) {
      get(kind + ":a");
    }
    step();
    for (EngineException.Kind kind : EngineException.Kind.values()) {
      assertThat(replies).contains(kind + ":a " + kind);
    }
    assertThat(observed.snapshot().get(Counter.ENGINE_FAILURES)).isEqualTo(replies.size());
  }
}
