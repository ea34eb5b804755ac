package dev.memotor.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FairQueueTest {

  private static final Source ONE = new Source(4, 1);
  private static final Source OTHER = new Source(4, 2);

  private final FairQueue queue = new FairQueue();
  private final List<String> done = new ArrayList<>();

  private Runnable computation(String name) {
    return () -> done.add(name);
  }

  private List<String> drain() {
    for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
      next.run();
    }
    return done;
  }

  @Test
  void sourcesTakeTurns() {
    queue.offer(ONE, computation("a"));
    queue.offer(ONE, computation("b"));
    queue.offer(ONE, computation("c"));
    queue.offer(OTHER, computation("x"));
    queue.offer(OTHER, computation("y"));
    assertThat(drain()).containsExactly("a", "x", "b", "y", "c");
  }

  @Test
  void oneSourceCannotFillIt() {
    for (int i = 0; i < FairQueue.MAX_WAITING; i++) {
      assertThat(queue.offer(ONE, computation("a"))).isTrue();
    }
    assertThat(queue.offer(ONE, computation("a"))).isFalse();
    assertThat(queue.offer(OTHER, computation("x"))).isTrue();
  }

  @Test
  void whatIsWithdrawn_leavesItsPlace() {
    Runnable gone = computation("gone");
    queue.offer(ONE, gone);
    queue.offer(ONE, computation("a"));
    queue.remove(ONE, gone);
    queue.remove(ONE, gone);
    queue.remove(OTHER, gone);
    assertThat(drain()).containsExactly("a");
  }
}
