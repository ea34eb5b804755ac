package dev.memotor.engine.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Reads without a lock beside a writer. All hashes lead to one slot, so that a removal moves the
 * keys behind it. An item's flags tell which one was read.
 */
public class SegmentStress {

  private static final Key A = Key.of("a");
  private static final Key B = Key.of("b");
  private static final Key C = Key.of("c");
  private static final int HASH_A = 1;
  private static final int HASH_B = 1 + 16;
  private static final int HASH_C = 1 + 32;

  private SegmentStress() {}

  private static Item item(int flags) {
    return Item.of(new byte[1], flags, 0, 1, 1);
  }

  private static Segment withAAndB() {
    Segment segment = new Segment();
    segment.add(A, HASH_A, item(1));
    segment.add(B, HASH_B, item(2));
    return segment;
  }

  private static void write(Segment segment, Runnable change) {
    long stamp = segment.writeLock();
    try {
      change.run();
    } finally {
      segment.unlockWrite(stamp);
    }
  }

  private static int read(Segment segment, Key key, int hash) {
    Item item = segment.read(key, hash, true);
    return item == null ? 0 : item.flags();
  }

  @JCStressTest
  @Outcome(
      id = {"1", "3"},
      expect = ACCEPTABLE,
      desc = "the old item or the new one")
  @Outcome(expect = FORBIDDEN, desc = "none, or another key's")
  @State
  public static class Replace {
    private final Segment segment = withAAndB();

    @Actor
    public void writer() {
      write(segment, () -> segment.replace(A, HASH_A, item(3)));
    }

    @Actor
    public void reader(I_Result result) {
      result.r1 = read(segment, A, HASH_A);
    }
  }

  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "found, wherever it stands")
  @Outcome(expect = FORBIDDEN, desc = "missed while it moved, or another key's")
  @State
  public static class MoveUp {
    private final Segment segment = withAAndB();

    @Actor
    public void writer() {
      write(segment, () -> segment.remove(A, HASH_A));
    }

    @Actor
    public void reader(I_Result result) {
      result.r1 = read(segment, B, HASH_B);
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "removed, or still there")
  @Outcome(expect = FORBIDDEN, desc = "the item of a key that took its slot")
  @State
  public static class ReuseSlot {
    private final Segment segment = withAAndB();

    @Actor
    public void writer() {
      write(
          segment,
          () -> {
            segment.remove(A, HASH_A);
            segment.add(C, HASH_C, item(3));
          });
    }

    @Actor
    public void reader(I_Result result) {
      result.r1 = read(segment, A, HASH_A);
    }
  }

  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "found, in the old table or the new one")
  @Outcome(expect = FORBIDDEN, desc = "missed while the table grew, or another key's")
  @State
  public static class Grow {
    private final Segment segment = withAAndB();

    @Actor
    public void writer() {
      write(
          segment,
          () -> {
            for (int i = 0; i < 12; i++) {
              segment.add(Key.of("k" + i), 2 + i, item(3));
            }
          });
    }

    @Actor
    public void reader(I_Result result) {
      result.r1 = read(segment, B, HASH_B);
    }
  }
}
