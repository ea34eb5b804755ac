package dev.memotor.server.observe;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader beside the thread that counts: whole numbers, though not of one moment. */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 0", "0, 3", "1, 3"},
    expect = ACCEPTABLE,
    desc = "each cell before or after")
@Outcome(expect = FORBIDDEN, desc = "a number that no cell ever held")
@State
public class HistogramStress {

  private final Histogram histogram = new Histogram();

  @Actor
  public void counter() {
    histogram.add(3, 1);
  }

  @Actor
  public void reader(II_Result result) {
    Histogram.Distribution read = histogram.read();
    result.r1 = (int) read.count();
    result.r2 = (int) read.sum();
  }
}
