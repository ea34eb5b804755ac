package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.fixture.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class GracefulStopTest {

  private final GracefulStop stop = new GracefulStop(new ServiceManager(null));
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void partsAreClosed_theLatestFirst_whateverFails() {
    stop.add(() -> closed.add("engine"));
    stop.add(
        () -> {
          throw new IllegalStateException("expected by this test");
        });
    stop.start(() -> "server", name -> () -> closed.add(name));
    assertThat(stop.run()).isFalse();
    assertThat(closed).containsExactly("server", "engine");
  }

  @Test
  void shutdownDuringTheStartOfTheServer_closesItToo() throws InterruptedException {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    stop.add(() -> closed.add("engine"));
    Thread start =
        daemon(
            () ->
                stop.start(
                    () -> {
                      starting.countDown();
                      await(goOn);
                      return "server";
                    },
                    name -> () -> closed.add(name)));
    starting.await();
    CompletableFuture<Boolean> shutdown = CompletableFuture.supplyAsync(stop::run);
    goOn.countDown();
    assertThat(shutdown.join()).isTrue();
    assertThat(closed).containsExactly("server", "engine");
    start.join();
  }

  @Test
  void shutdownDuringTheStartOfTheEngine_doesNotWait_andTheStartEndsThere() {
    assertThat(stop.run()).isTrue();
    Thread start =
        daemon(
            () -> {
              stop.add(() -> closed.add("engine"));
              closed.add("went on");
            });
    Await.until("the engine to be closed", () -> !closed.isEmpty());
    Await.until("the start to wait", () -> start.getState() == Thread.State.WAITING);
    assertThat(closed).containsExactly("engine");
    start.interrupt();
  }

  @Test
  void failedStart_closesWhatWasStarted() {
    stop.onSignal();
    stop.add(() -> closed.add("engine"));
    stop.cancel();
    assertThat(closed).containsExactly("engine");
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
