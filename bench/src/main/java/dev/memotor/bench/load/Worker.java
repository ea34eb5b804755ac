package dev.memotor.bench.load;

import dev.memotor.bench.tally.ErrorKind;
import dev.memotor.bench.tally.Recorder;
import dev.memotor.bench.tally.Timeline;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.function.Consumer;

/** One thread, one selector, some connections. */
final class Worker {

  private static final long MILLIS = 1_000_000;

  /** How often missing replies are looked for; also the longest wait in the selector. */
  private static final long CHECK_NANOS = 100 * MILLIS;

  private static final int STARTED_TOGETHER = 64;

  private final Selector selector;
  private final List<Link> links;
  private final Recorder recorder;
  private final NanoClock clock;
  private final long replyTimeout;
  private final Consumer<SelectionKey> onReady = this::ready;

  @SuppressWarnings("NullAway.Init")
  private Pace pace;

  private boolean sending;
  private int alive;
  private long nextCheck;

  Worker(
      Selector selector, List<Link> links, Recorder recorder, NanoClock clock, long replyTimeout) {
    this.selector = selector;
    this.links = links;
    this.recorder = recorder;
    this.clock = clock;
    this.replyTimeout = replyTimeout;
  }

  Recorder recorder() {
    return recorder;
  }

  int links() {
    return links.size();
  }

  void connect() throws IOException {
    for (Link link : links) {
      link.connect();
    }
    alive = links.size();
  }

  void close() {
    links.forEach(Link::close);
    try {
      selector.close();
    } catch (IOException e) {
      throw new IllegalStateException("a selector cannot be closed", e);
    }
  }

  /** Sends at this pace until the end, or until there is nothing left to send. */
  void run(Pace newPace, Timeline timeline) throws IOException {
    pace = newPace;
    sending = true;
    recorder.begin(timeline);
    try (WakeUps wakeUps = new WakeUps(selector, clock)) {
      start(timeline.end());
      long now = clock.nanos();
      while (now < timeline.end() && alive > 0 && !(pace.isExhausted() && allIdle())) {
        waitAndServe(wakeUps, now, timeline.end());
        now = clock.nanos();
        recorder.tick(now);
        pace.advance(now);
        checkTimeouts(now);
      }
      sending = false;
      // What is answered after the end has not been answered in the measured time.
      recorder.end();
      awaitOutstanding();
      recorder.end();
    }
  }

  private void start(long end) throws IOException {
    int started = 0;
    for (Link link : links) {
      long now = clock.nanos();
      if (now >= end) {
        return;
      }
      recorder.tick(now);
      pace.ready(link, now);
      if (link.isBroken()) {
        settle(link, now);
      }
      started++;
      // With thousands of connections, the first ones are answered before the last have asked. But
      // who is answered asks again: to look after each would take longer than the measurement.
      if (started % STARTED_TOGETHER == 0) {
        selector.selectNow(onReady);
      }
    }
  }

  private void waitAndServe(WakeUps wakeUps, long now, long end) throws IOException {
    long due = pace.nextDue();
    if (due <= now) {
      selector.selectNow(onReady);
      return;
    }
    long wait = Math.min(CHECK_NANOS, end - now);
    if (due - now < wait) {
      wakeUps.at(due);
      selector.select(onReady, CHECK_NANOS / MILLIS);
      wakeUps.cancel();
    } else {
      selector.select(onReady, Math.max(1, wait / MILLIS));
    }
  }

  private void ready(SelectionKey key) {
    Link link = (Link) key.attachment();
    if (key.isWritable()) {
      link.writable();
    }
    if (key.isReadable() && !link.isBroken()) {
      link.readable(clock);
    }
    settle(link, 0);
  }

  /** Continues after replies or a failure; {@code now} is 0 if the clock has not been read yet. */
  private void settle(Link link, long now) {
    boolean usable = !link.isBroken() || reconnect(link);
    int completed = link.takeCompleted();
    if (usable && completed > 0 && sending) {
      pace.completed(link, completed, now == 0 ? clock.nanos() : now);
    }
  }

  private boolean reconnect(Link link) {
    try {
      link.reconnect();
      return true;
    } catch (IOException e) {
      recorder.error(ErrorKind.CLOSED, "cannot connect again: " + e.getMessage());
      alive--;
      return false;
    }
  }

  private boolean allIdle() {
    for (Link link : links) {
      if (!link.isIdle()) {
        return false;
      }
    }
    return true;
  }

  private void checkTimeouts(long now) {
    if (now < nextCheck) {
      return;
    }
    nextCheck = now + CHECK_NANOS;
    for (Link link : links) {
      if (now - link.oldestStart(now) > replyTimeout) {
        link.timedOut();
      }
      if (link.isBroken()) {
        settle(link, now);
      }
    }
  }

  /** Missing and surplus replies are errors also at the very end. */
  private void awaitOutstanding() throws IOException {
    long now = clock.nanos();
    long giveUp = now + replyTimeout;
    while (!allIdle() && now < giveUp) {
      selector.select(onReady, CHECK_NANOS / MILLIS);
      now = clock.nanos();
    }
    for (Link link : links) {
      if (!link.isIdle()) {
        link.timedOut();
        settle(link, now);
      }
    }
    selector.selectNow(onReady);
  }
}
