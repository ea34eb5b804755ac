package dev.memotor.engine.testing;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.LendsValues;
import dev.memotor.engine.Operation;
import dev.memotor.engine.ReceivesValues;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import dev.memotor.engine.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An engine in front of which values lie in memory that is overwritten as soon as it may be. Its
 * flaws can be chosen.
 */
final class LendingEngine extends BrokenEngine implements LendsValues, ReceivesValues {

  enum Flaw {
    LENDS_TO_ALL,
    LENDS_FOR_ONE_BATCH,
    FORGETS_PINS,
    MIXES_UP_LANDINGS,
    KEEPS_REFUSED_LANDINGS
  }

  private static final long ROOM = 8 << 20;

  private final Flaw flaw;
  private final AtomicLong room = new AtomicLong(ROOM);
  private final List<Lent> lent = new ArrayList<>();

  /**
   * Makes one.
   *
   * @param flaw null for none
   */
  LendingEngine(Engine right, Flaw flaw) {
    super(right);
    this.flaw = flaw;
  }

  @Override
  public void execute(Batch batch) {
    if (!batch.acceptsLent() && flaw != Flaw.LENDS_TO_ALL) {
      super.execute(batch);
      return;
    }
    if (flaw == Flaw.LENDS_FOR_ONE_BATCH) {
      turnEnded();
    }
    for (int i = 0; i < batch.size(); i++) {
      Result result = RecordingBatch.call(right, given(batch.operation(i)));
      Item item = result.itemOrNull();
      batch.complete(i, item == null ? result : Result.ok(lend(item)));
    }
  }

  private synchronized Item lend(Item item) {
    Lent value = new Lent(item.value().bytes());
    lent.add(value);
    return Item.restore(
        value,
        item.flags(),
        item.exptime(),
        item.cas(),
        item.marks(),
        item.isFetched(),
        item.lastAccess());
  }

  @Override
  public synchronized void turnEnded() {
    lent.forEach(Lent::end);
    lent.clear();
  }

  @Override
  public Landing receive(Key key, int length) {
    if (room.addAndGet(-length) < 0) {
      room.addAndGet(length);
      return null;
    }
    return new Room(length);
  }

  @Override
  Operation given(Operation operation) {
    if (operation instanceof Store store && store.value() instanceof Room landing) {
      return new Store(
          store.key(),
          store.mode(),
          landing.taken(),
          store.flags(),
          store.exptime(),
          store.options());
    }
    if (operation instanceof Concat concat && concat.value() instanceof Room landing) {
      return new Concat(
          concat.key(),
          concat.side(),
          landing.taken(),
          concat.maxLength(),
          concat.options(),
          concat.vivify());
    }
    return operation;
  }

  @Override
  void completed(Batch batch, int index, Result result) {
    if ((result.isOk() || flaw != Flaw.KEEPS_REFUSED_LANDINGS)
        && batch.operation(index).valueLength() > 0) {
      Operation operation = batch.operation(index);
      boolean landed =
          operation instanceof Store store && store.value() instanceof Room
              || operation instanceof Concat concat && concat.value() instanceof Room;
      room.addAndGet(landed ? operation.valueLength() : 0);
    }
    batch.complete(index, result);
  }

  @Override
  public <R> Optional<R> role(Class<R> role) {
    return role.isInstance(this) ? Optional.of(role.cast(this)) : super.role(role);
  }

  private final class Lent extends Value {

    private final byte[] memory;
    private int pins;
    private boolean ended;

    private Lent(byte[] bytes) {
      memory = bytes.clone();
    }

    private synchronized void end() {
      ended = true;
      if (pins == 0 || flaw == Flaw.FORGETS_PINS) {
        Arrays.fill(memory, (byte) '#');
      }
    }

    @Override
    public int length() {
      return memory.length;
    }

    @Override
    public int copyTo(int from, ByteBuffer target) {
      int count = Math.min(memory.length - from, target.remaining());
      target.put(memory, from, count);
      return count;
    }

    @Override
    public ByteBuffer[] pieces() {
      return new ByteBuffer[] {ByteBuffer.wrap(memory)};
    }

    @Override
    public boolean isLent() {
      return true;
    }

    @Override
    public synchronized boolean pin() {
      pins++;
      return true;
    }

    @Override
    public synchronized void unpin() {
      pins--;
      if (ended) {
        end();
      }
    }
  }

  private final class Room extends Landing {

    private final ByteBuffer memory;

    private Room(int length) {
      memory = ByteBuffer.allocate(length);
    }

    /** Copies the value, as the memory that it lies in will be freed. */
    private byte[] taken() {
      byte[] bytes = memory.array().clone();
      if (flaw == Flaw.MIXES_UP_LANDINGS) {
        bytes[bytes.length / 2]++;
      }
      return bytes;
    }

    @Override
    public ByteBuffer space() {
      return memory.hasRemaining() ? memory : null;
    }

    @Override
    public void abandon() {
      room.addAndGet(memory.capacity());
    }

    @Override
    public int length() {
      return memory.capacity();
    }

    @Override
    public int copyTo(int from, ByteBuffer target) {
      throw new AssertionError("taken as a whole");
    }

    @Override
    public ByteBuffer[] pieces() {
      throw new AssertionError("taken as a whole");
    }
  }
}
