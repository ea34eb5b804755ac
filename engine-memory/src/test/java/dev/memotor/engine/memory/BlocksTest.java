package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlocksTest {

  private static final int META = 12;
  private static final int CLASSES = Blocks.sizeClass(Memory.PAGE) + 1;

  private final Memory memory = new Memory(256L * Memory.PAGE);
  private final Blocks blocks = new Blocks(memory, false);

  @AfterEach
  void close() {
    memory.close();
  }

  /** A block as its user sees it: filled with a number of its own, also as the meta word. */
  private record Block(long ref, int bytes, int number) {

    void fill(Memory memory) {
      for (int at = 0; at + 4 <= bytes; at += 4) {
        memory.chunk(ref).putInt(memory.offset(ref) + at, number);
      }
    }

    void check(Memory memory) {
      for (int at = 0; at + 4 <= bytes; at += 4) {
        int found = memory.chunk(ref).getInt(memory.offset(ref) + at);
        if (found != number) {
          throw new AssertionError(this + " holds " + found + " at " + at);
        }
      }
    }
  }

  private static int meta(Memory memory, long ref) {
    return memory.chunk(ref).getInt(memory.offset(ref) + META);
  }

  private void setMeta(long ref) {
    memory.chunk(ref).putInt(memory.offset(ref) + META, 1);
  }

  private static int randomSize(Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> 1 + random.nextInt(Memory.PAGE);
      case 1, 2 -> 1 + random.nextInt(Blocks.LARGEST_HEAD);
      case 3, 4, 5, 6 -> 1 + random.nextInt(64);
      default -> 1 + (int) Math.abs(random.nextGaussian() * 500) % Blocks.LARGEST_HEAD;
    };
  }

  /** Allocates and frees at random, and checks each block's contents at its end. */
  private static void churn(Memory memory, Blocks blocks, long seed, int steps, boolean figures) {
    Random random = new Random(seed);
    List<Block> live = new ArrayList<>();
    long liveBytes = 0;
    for (int i = 1; i <= steps; i++) {
      int bytes = randomSize(random);
      long ref = random.nextInt(1000) < 480 ? 0 : blocks.allocate(bytes);
      if (ref != 0) {
        assertThat(meta(memory, ref)).as("seed %d", seed).isZero();
        Block block = new Block(ref, bytes, i);
        block.fill(memory);
        assertThat(blocks.blockSizeAt(ref)).isGreaterThanOrEqualTo(bytes);
        liveBytes += blocks.blockSizeAt(ref);
        live.add(block);
      } else if (!live.isEmpty()) {
        int chosen = random.nextInt(live.size());
        Block block = live.get(chosen);
        live.set(chosen, live.get(live.size() - 1));
        live.remove(live.size() - 1);
        block.check(memory);
        liveBytes -= blocks.blockSizeAt(block.ref);
        blocks.free(block.ref);
      }
      if (figures && i % 1000 == 0) {
        assertThat(blocks.liveBytes()).as("seed %d", seed).isEqualTo(liveBytes);
        assertThat(blocks.liveBytes() + blocks.freeBytes())
            .isLessThanOrEqualTo((long) memory.pagesInUse() * Memory.PAGE)
            .isGreaterThan((long) (memory.pagesInUse() * (Memory.PAGE * 0.98)));
      }
    }
    for (Block block : live) {
      block.check(memory);
      blocks.free(block.ref);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void blocks_doNotOverlap_andAreAccountedFor(boolean poison) {
    Blocks tested = new Blocks(memory, poison);
    churn(memory, tested, System.nanoTime(), 100_000, true);
    assertThat(tested.liveBytes()).isZero();
    assertThat(memory.pagesInUse()).isLessThanOrEqualTo(CLASSES);
    tested.releaseAll();
    assertThat(tested.freeBytes()).isZero();
    assertThat(memory.pagesInUse()).isZero();
  }

  @Test
  void twoThreads_shareClasses() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        long seed = System.nanoTime();
        running.add(threads.submit(() -> churn(memory, blocks, seed, 100_000, false)));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(blocks.liveBytes()).isZero();
    blocks.releaseAll();
    assertThat(memory.pagesInUse()).isZero();
  }

  @Test
  void classes_fitTheirSizes() {
    int previous = -1;
    for (int bytes = 0; bytes <= Memory.PAGE; bytes++) {
      int cls = Blocks.sizeClass(bytes);
      assertThat(cls).isIn(previous, previous + 1);
      previous = cls;
      assertThat(Blocks.blockSize(cls)).isGreaterThanOrEqualTo(bytes);
      if (cls > 0) {
        assertThat(Blocks.blockSize(cls - 1)).isLessThan(Math.max(1, bytes));
      }
    }
    assertThat(previous).isEqualTo(CLASSES - 1);
    assertThat(Blocks.blockSize(previous)).isEqualTo(Memory.PAGE);
    assertThat(Blocks.blockSize(previous - 1)).isEqualTo(Blocks.PIECE);
    assertThat(Blocks.blockSize(previous - 2)).isEqualTo(Blocks.LARGEST_HEAD);
    for (int cls = 1; cls < previous - 2; cls++) {
      double step = (double) Blocks.blockSize(cls) / Blocks.blockSize(cls - 1);
      int eight = Blocks.blockSize(cls - 1) + 8;
      assertThat(step <= 1 + 1.0 / 13 || Blocks.blockSize(cls) == eight).isTrue();
    }
    assertThatThrownBy(() -> Blocks.sizeClass(Memory.PAGE + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Items of common sizes waste little: rounding up to a class, and what is left of each page. */
  @Test
  void waste_isSmall() {
    Random random = new Random(15);
    long wanted = 0;
    double taken = 0;
    for (int i = 0; i < 1_000_000; i++) {
      int bytes = (int) Math.exp(Math.log(256) + 1.1 * random.nextGaussian());
      if (bytes >= 16 && bytes <= 4096) {
        wanted += bytes;
        taken += (double) Memory.PAGE / perPage(bytes);
      }
    }
    assertThat(1 - wanted / taken).isLessThan(0.035);
  }

  @Test
  void allocate_failsAtTheLimit_unlessReserved() {
    memory.setLimit(10L * Memory.PAGE);
    List<Long> refs = fill(1000);
    assertThat(refs).hasSize(10 * (Memory.PAGE / Blocks.blockSize(Blocks.sizeClass(1000))));
    assertThat(blocks.allocate(24)).isZero();
    long reserved = blocks.allocateReserved(24);
    assertThat(reserved).isNotZero();
    assertThat(memory.pagesInUse()).isEqualTo(11);
    blocks.free(refs.remove(5));
    assertThat(blocks.allocate(1000)).isNotZero();
    assertThat(blocks.allocate(1000)).isZero();
  }

  @Test
  void emptyPages_serveOtherClasses() {
    memory.setLimit(10L * Memory.PAGE);
    for (int bytes : new int[] {24, 1000, 4680, Blocks.PIECE, Memory.PAGE, 100}) {
      List<Long> refs = fill(bytes);
      assertThat(refs).as("blocks of %d bytes", bytes).hasSize(10 * perPage(bytes));
      refs.forEach(blocks::free);
      assertThat(memory.pagesInUse()).isLessThanOrEqualTo(1);
    }
  }

  private static int perPage(int bytes) {
    return Memory.PAGE / Blocks.blockSize(Blocks.sizeClass(bytes));
  }

  private List<Long> fill(int bytes) {
    List<Long> refs = new ArrayList<>();
    for (long ref = blocks.allocate(bytes); ref != 0; ref = blocks.allocate(bytes)) {
      setMeta(ref);
      refs.add(ref);
    }
    return refs;
  }

  @Test
  void sparsestPage_canBeEmptiedIntoOthers() {
    memory.setLimit(4L * Memory.PAGE);
    List<Long> refs = fill(1000);
    int perPage = perPage(1000);
    assertThat(blocks.sparsestPage()).isEqualTo(-1);
    // A third of the blocks of all pages, and nearly all of one.
    int sparse = Memory.pageOf(refs.get(2 * perPage));
    Set<Long> left = new HashSet<>();
    for (int i = 0; i < refs.size(); i++) {
      long ref = refs.get(i);
      if (Memory.pageOf(ref) == sparse ? i % 20 != 0 : i % 3 == 0) {
        blocks.free(ref);
      } else {
        left.add(ref);
      }
    }
    assertThat(blocks.sparsestPage()).isEqualTo(sparse);
    assertThat(blocks.isolate(sparse)).isTrue();
    long free = blocks.freeBytes();
    int moved = 0;
    for (long ref = blocks.nextLive(sparse, 0);
        ref != 0;
        ref = blocks.nextLive(sparse, blocks.slotOf(ref) + 1)) {
      assertThat(left.remove(ref)).isTrue();
      long copy = blocks.allocate(1000);
      assertThat(Memory.pageOf(copy)).isNotEqualTo(sparse);
      setMeta(copy);
      blocks.free(ref);
      moved++;
    }
    assertThat(moved).isPositive();
    assertThat(left).noneMatch(ref -> Memory.pageOf(ref) == sparse);
    assertThat(memory.pagesInUse()).isEqualTo(3);
    assertThat(blocks.freeBytes())
        .isEqualTo(free - (long) perPage * Blocks.blockSize(Blocks.sizeClass(1000)));
    assertThat(blocks.isolate(sparse)).as("it was given back").isFalse();
    assertThat(blocks.nextLive(sparse, 0)).isZero();
    assertThat(blocks.allocate(50)).as("another class gets the page").isNotZero();
  }

  @Test
  void isolatedPage_mayRejoin() {
    memory.setLimit(2L * Memory.PAGE);
    List<Long> refs = fill(4000);
    int page = Memory.pageOf(refs.get(0));
    blocks.free(refs.get(0));
    blocks.free(refs.get(1));
    assertThat(blocks.isolate(page)).isTrue();
    assertThat(blocks.allocate(4000)).isZero();
    blocks.free(refs.get(2));
    assertThat(blocks.allocate(4000)).isZero();
    blocks.rejoin(page);
    assertThat(fill(4000)).containsExactlyInAnyOrderElementsOf(refs.subList(0, 3));
  }

  @Test
  void fullPage_mayBeIsolated() {
    List<Long> refs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      refs.add(blocks.allocate(Blocks.PIECE));
    }
    assertThat(blocks.isolate(Memory.pageOf(refs.get(0)))).isTrue();
    refs.forEach(blocks::free);
    assertThat(memory.pagesInUse()).isZero();
    assertThat(blocks.freeBytes()).isZero();
  }

  @Test
  void releaseAll_givesPagesBack_andLaterFreesDoNothing() {
    List<Long> refs = fill(200);
    blocks.isolate(Memory.pageOf(refs.get(0)));
    blocks.releaseAll();
    assertThat(memory.pagesInUse()).isZero();
    assertThat(blocks.liveBytes()).isZero();
    assertThat(blocks.freeBytes()).isZero();
    blocks.free(refs.get(0));
    assertThat(blocks.liveBytes()).isZero();
    assertThat(fill(3000)).hasSize(256 * perPage(3000));
  }

  @Test
  void poison_findsBlocksThatAreFreedTwice() {
    Blocks poisoned = new Blocks(memory, true);
    for (int bytes : new int[] {24, 4000, Memory.PAGE}) {
      long other = poisoned.allocate(bytes);
      long ref = poisoned.allocate(bytes);
      poisoned.free(ref);
      assertThatThrownBy(() -> poisoned.free(ref)).isInstanceOf(IllegalStateException.class);
      assertThat(memory.chunk(ref).get(memory.offset(ref) + 16)).isEqualTo((byte) 0xDB);
      poisoned.free(other);
      assertThatThrownBy(() -> poisoned.free(other)).isInstanceOf(IllegalStateException.class);
    }
  }
}
