package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryTest {

  private static final int PAGES_PER_CHUNK = 64;
  private static final int RESERVE = 16;

  private final List<Memory> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Memory::close);
  }

  private Memory ofPages(long pages) {
    return opened(new Memory(pages * Memory.PAGE));
  }

  private Memory opened(Memory memory) {
    open.add(memory);
    return memory;
  }

  private static Deque<Integer> takeAll(Memory memory) {
    Deque<Integer> taken = new ArrayDeque<>();
    for (int page = memory.takePage(); page >= 0; page = memory.takePage()) {
      taken.add(page);
    }
    return taken;
  }

  @Test
  void takePage_givesEveryPageOnce_upToTheLimit() {
    Memory memory = ofPages(3 * PAGES_PER_CHUNK + 5);
    Deque<Integer> taken = takeAll(memory);
    assertThat(taken).hasSize(3 * PAGES_PER_CHUNK + 5).doesNotHaveDuplicates().doesNotContain(0);
    assertThat(memory.pagesInUse()).isEqualTo(taken.size());
    assertThat(memory.freePages()).isZero();
    for (int page : taken) {
      long ref = Memory.refOfPage(page);
      memory.chunk(ref).putInt(memory.offset(ref), page);
      memory.chunk(ref).putInt(memory.offset(ref) + Memory.PAGE - 4, page);
    }
    for (int page : taken) {
      long last = Memory.refOfPage(page) + Memory.PAGE / 8 - 1;
      assertThat(Memory.pageOf(last)).isEqualTo(page);
      assertThat(memory.chunk(last).order()).isEqualTo(ByteOrder.nativeOrder());
      assertThat(memory.chunk(last).getInt(memory.offset(last) + 4)).isEqualTo(page);
      long first = Memory.refOfPage(page);
      assertThat(memory.chunk(first).getInt(memory.offset(first))).isEqualTo(page);
    }
  }

  /** Of each chunk of 1 GiB there are only two pages here, but they are far apart. */
  @Test
  void refs_reachBeyondWhatAnIntCounts() {
    Memory memory =
        opened(new Memory(120L << 30, bytes -> ByteBuffer.allocateDirect(2 * Memory.PAGE)));
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int page = memory.takePage();
      long ref = Memory.refOfPage(page);
      memory.chunk(ref).putInt(memory.offset(ref), page);
      taken.add(page);
    }
    assertThat(taken.get(199)).isGreaterThan(95 << 13);
    for (int page : taken) {
      long ref = Memory.refOfPage(page);
      assertThat(Memory.pageOf(ref)).isEqualTo(page);
      assertThat(memory.chunk(ref).getInt(memory.offset(ref))).isEqualTo(page);
    }
  }

  @Test
  void takePage_prefersTheLowest() {
    Memory memory = ofPages(100);
    takeAll(memory);
    memory.freePage(70);
    memory.freePage(20);
    memory.freePage(50);
    assertThat(takeAll(memory)).containsExactly(20, 50, 70);
  }

  @Test
  void freePage_refusesAFreePage() {
    Memory memory = ofPages(4);
    int page = memory.takePage();
    memory.freePage(page);
    assertThatThrownBy(() -> memory.freePage(page)).isInstanceOf(IllegalStateException.class);
    assertThat(memory.pagesInUse()).isZero();
  }

  @Test
  void reserve_reachesBeyondTheLimit_butNotFar() {
    Memory memory = ofPages(10);
    takeAll(memory);
    for (int i = 0; i < RESERVE; i++) {
      assertThat(memory.takeReservedPage()).isPositive();
    }
    assertThat(memory.takeReservedPage()).isEqualTo(-1);
    assertThat(memory.pagesInUse()).isEqualTo(10 + RESERVE);
    memory.freePage(3);
    assertThat(memory.takePage()).as("the limit is still exceeded").isEqualTo(-1);
    assertThat(memory.takeReservedPage()).isEqualTo(3);
  }

  @Test
  void limit_mayBeRaised() {
    Memory memory = ofPages(10);
    takeAll(memory);
    memory.setLimit(500L * Memory.PAGE);
    assertThat(memory.freePages()).isEqualTo(490);
    assertThat(takeAll(memory)).hasSize(490);
  }

  @Test
  void trim_dropsFreeChunks_beyondALoweredLimit() {
    Memory memory = ofPages(10 * PAGES_PER_CHUNK);
    Deque<Integer> taken = takeAll(memory);
    memory.setLimit(2L * PAGES_PER_CHUNK * Memory.PAGE);
    memory.trim();
    int used = taken.peekFirst();
    int highest = taken.peekLast();
    assertThat(memory.chunk(Memory.refOfPage(highest)).capacity()).isPositive();
    while (taken.size() > 1) {
      memory.freePage(taken.removeLast());
    }
    memory.trim();
    assertThat(memory.chunk(Memory.refOfPage(highest)).capacity()).isZero();
    assertThat(memory.chunk(Memory.refOfPage(used)).capacity()).isPositive();
    assertThat(takeAll(memory)).hasSize(2 * PAGES_PER_CHUNK - 1);
    memory.setLimit(10L * PAGES_PER_CHUNK * Memory.PAGE);
    assertThat(takeAll(memory)).hasSize(8 * PAGES_PER_CHUNK);
    memory.trim();
    assertThat(memory.chunk(Memory.refOfPage(highest)).capacity()).isPositive();
  }

  @Test
  void chunk_isAllocatedAhead() throws InterruptedException {
    Queue<Thread> allocating = new ConcurrentLinkedQueue<>();
    CountDownLatch ahead = new CountDownLatch(2);
    Memory memory =
        opened(
            new Memory(
                2L * PAGES_PER_CHUNK * Memory.PAGE,
                bytes -> {
                  allocating.add(Thread.currentThread());
                  ahead.countDown();
                  return ByteBuffer.allocateDirect(bytes);
                }));
    for (int i = 0; i < PAGES_PER_CHUNK / 2; i++) {
      memory.takePage();
    }
    ahead.await();
    assertThat(allocating).hasSize(2);
    assertThat(allocating.poll()).isSameAs(Thread.currentThread());
    assertThat(allocating.poll()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void memoryThatIsNotGranted_isTheLimit() {
    AtomicBoolean exhausted = new AtomicBoolean();
    Queue<Integer> asked = new ConcurrentLinkedQueue<>();
    Memory memory =
        opened(
            new Memory(
                3L * PAGES_PER_CHUNK * Memory.PAGE,
                bytes -> {
                  if (exhausted.get()) {
                    asked.add(bytes);
                    throw new OutOfMemoryError("as tested");
                  }
                  return ByteBuffer.allocateDirect(bytes);
                }));
    exhausted.set(true);
    assertThat(takeAll(memory)).hasSize(PAGES_PER_CHUNK - 1);
    assertThat(memory.freePages()).isZero();
    assertThat(memory.takeReservedPage()).isEqualTo(-1);
    memory.trim();
    assertThat(asked).as("asks once, however many pages are wanted").hasSize(1);
    memory.freePage(7);
    assertThat(memory.freePages()).isEqualTo(1);
    assertThat(memory.takePage()).isEqualTo(7);
    memory.retry();
    assertThat(asked).hasSize(2);
    exhausted.set(false);
    assertThat(memory.takePage()).isEqualTo(-1);
    memory.retry();
    assertThat(takeAll(memory)).hasSize(2 * PAGES_PER_CHUNK + 1);
  }

  @Test
  void close_endsIt() {
    Memory memory = ofPages(4);
    int page = memory.takePage();
    memory.close();
    memory.freePage(page);
    assertThat(memory.takePage()).isEqualTo(-1);
    assertThat(memory.takeReservedPage()).isEqualTo(-1);
    assertThat(memory.pagesInUse()).isZero();
    assertThat(memory.chunk(Memory.refOfPage(page)).capacity()).isZero();
  }
}
