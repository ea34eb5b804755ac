package dev.memotor.bench.load;

/**
 * Each connection asks again as soon as it has been answered: {@code depth} requests go out
 * together, and the next ones when the last of them has been answered.
 */
final class ClosedLoop implements Pace {

  private final RequestSource source;
  private final int depth;
  private boolean exhausted;

  ClosedLoop(RequestSource source, int depth) {
    this.source = source;
    this.depth = depth;
  }

  @Override
  public void ready(Link link, long now) {
    if (exhausted) {
      return;
    }
    for (int i = 0; i < depth; i++) {
      if (!source.next(link, now)) {
        exhausted = true;
        break;
      }
    }
    link.flush();
  }

  @Override
  public void completed(Link link, int requests, long now) {
    if (link.isIdle()) {
      ready(link, now);
    }
  }

  @Override
  public void advance(long now) {
    // Everything happens on a reply.
  }

  @Override
  public long nextDue() {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean isExhausted() {
    return exhausted;
  }
}
