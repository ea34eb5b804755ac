package dev.memotor.bench.tally;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecorderTest {

  private final Map<Integer, Long> silences = new HashMap<>();
  private final Recorder recorder =
      new Recorder(
          (interval, tally) -> silences.merge(interval, tally.longestSilence(), Math::max));

  @Test
  void theLongestSilence_countsWhereItEnds_andAtTheEnd() {
    recorder.begin(new Timeline(0, 100, 300, 100));
    recorder.arrived(90);
    recorder.arrived(95);
    recorder.tick(100);
    recorder.arrived(130);
    recorder.arrived(140);
    recorder.tick(200);
    recorder.tick(290);
    recorder.end();
    assertThat(silences).containsEntry(Timeline.OUTSIDE, 90L);
    assertThat(silences.get(0)).isEqualTo(60);
    assertThat(silences.get(1)).isEqualTo(150);
  }
}
