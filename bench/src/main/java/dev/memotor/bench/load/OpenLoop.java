package dev.memotor.bench.load;

/**
 * Requests at a fixed rate. A request is due when the schedule says so, and its latency counts from
 * then, also when every connection was busy: a server that stalls is not spared the requests that
 * would have come meanwhile ("coordinated omission").
 */
final class OpenLoop implements Pace {

  private final RequestSource source;
  private final Schedule schedule;
  private final Link[] free;
  private final int depth;
  private int head;
  private int count;
  private boolean exhausted;

  /** At most {@code depth} requests wait on each of {@code links} connections. */
  OpenLoop(RequestSource source, Schedule schedule, int links, int depth) {
    this.source = source;
    this.schedule = schedule;
    this.depth = depth;
    free = new Link[Math.multiplyExact(links, depth)];
  }

  @Override
  public void ready(Link link, long now) {
    completed(link, depth, now);
  }

  @Override
  public void completed(Link link, int requests, long now) {
    for (int i = 0; i < requests; i++) {
      free[(head + count++) % free.length] = link;
    }
  }

  @Override
  public void advance(long now) {
    while (count > 0 && !exhausted && schedule.due() <= now) {
      Link link = free[head];
      head = (head + 1) % free.length;
      count--;
      if (source.next(link, schedule.due())) {
        link.flush();
        schedule.advance();
      } else {
        exhausted = true;
      }
    }
  }

  @Override
  public long nextDue() {
    // With no connection free, only a reply helps.
    return count == 0 || exhausted ? Long.MAX_VALUE : schedule.due();
  }

  @Override
  public boolean isExhausted() {
    return exhausted;
  }
}
