package dev.memotor.bench.protocol;

import dev.memotor.bench.tally.ErrorKind;
import dev.memotor.bench.tally.Recorder;
import dev.memotor.bench.tally.Tally;
import dev.memotor.bench.workload.OperationKind;
import dev.memotor.bench.workload.ValueSizes;

/**
 * One connection's requests and their outcomes: parsers report what they read, and the exchange
 * checks it against the requests and counts.
 */
public final class Exchange {

  private final InFlight inFlight;
  private final Recorder recorder;
  private final ValueSizes sizes;
  private int completed;
  private boolean broken;
  private long now;

  public Exchange(InFlight inFlight, Recorder recorder, ValueSizes sizes) {
    this.inFlight = inFlight;
    this.recorder = recorder;
    this.sizes = sizes;
  }

  public InFlight inFlight() {
    return inFlight;
  }

  /** The time at which all that is parsed next has arrived. */
  public void arrivedAt(long nanos) {
    now = nanos;
  }

  /** Requests completed since the last call, failed ones included. */
  public int takeCompleted() {
    int taken = completed;
    completed = 0;
    return taken;
  }

  /** Whether it is unknown where the next reply begins, so that only a new connection helps. */
  public boolean isBroken() {
    return broken;
  }

  public void reconnected() {
    broken = false;
  }

  byte expected() {
    return inFlight.headKind();
  }

  /** The key of the oldest request. */
  int expectedKey() {
    return inFlight.headKey();
  }

  boolean allowsSize(int size) {
    return sizes.allows(size);
  }

  /** The oldest get, or the oldest key of the oldest get, was found. */
  void hit() {
    Tally tally = recorder.tally();
    tally.hit();
    tally.item(OperationKind.GET);
    remove(inFlight.headKind() == InFlight.GET);
  }

  void miss() {
    Tally tally = recorder.tally();
    tally.miss();
    tally.item(OperationKind.GET);
    remove(inFlight.headKind() == InFlight.GET);
  }

  private void remove(boolean request) {
    if (request) {
      request(OperationKind.GET);
    }
    inFlight.remove();
  }

  /** Counts the keys before {@code key} as missed; false if it is not in the rest of this get. */
  boolean missUntilKey(int key) {
    while (inFlight.headKind() == InFlight.MEMBER) {
      if (inFlight.headKey() == key) {
        return true;
      }
      miss();
    }
    return false;
  }

  /** As {@link #missUntilKey}, for a protocol whose replies carry the request's number. */
  boolean missUntilSequence(int sequence) {
    while (inFlight.headKind() == InFlight.MEMBER) {
      if (inFlight.headSequence() == sequence) {
        return true;
      }
      miss();
    }
    return false;
  }

  /** The reply to a get of several keys is over; what has not come has been missed. */
  boolean endOfGet() {
    while (inFlight.headKind() == InFlight.MEMBER) {
      miss();
    }
    if (inFlight.headKind() != InFlight.END) {
      return false;
    }
    request(OperationKind.GET);
    inFlight.remove();
    return true;
  }

  /** The oldest request, a set or an incr, was carried out. */
  void done(OperationKind kind) {
    recorder.tally().item(kind);
    request(kind);
    inFlight.remove();
  }

  private void request(OperationKind kind) {
    recorder.tally().request(kind, now - inFlight.headStart());
    completed++;
  }

  /** The oldest request has had its reply, but not the right one. */
  void fail(ErrorKind kind, String sample) {
    recorder.error(kind, sample);
    while (inFlight.headKind() == InFlight.MEMBER) {
      inFlight.remove();
    }
    if (!inFlight.isEmpty()) {
      inFlight.remove();
      completed++;
    }
  }

  /** A value was wrong; the rest of the reply follows. */
  void wrongValue(String sample) {
    recorder.error(ErrorKind.VALUE, sample);
    if (inFlight.headKind() != InFlight.MEMBER) {
      completed++;
    }
    inFlight.remove();
  }

  /** One key of several was refused; replies to the others follow. */
  void failKey(String sample) {
    recorder.error(ErrorKind.REFUSED, sample);
    inFlight.remove();
  }

  public void breakOff(ErrorKind kind, String sample) {
    broken = true;
    recorder.error(kind, sample);
    abandon();
  }

  /** Gives up on all that is in flight; that has been counted as an error already. */
  private void abandon() {
    while (!inFlight.isEmpty()) {
      if (inFlight.headKind() != InFlight.MEMBER) {
        completed++;
      }
      inFlight.remove();
    }
  }
}
