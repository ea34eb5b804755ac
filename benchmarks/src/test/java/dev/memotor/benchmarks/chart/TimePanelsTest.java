package dev.memotor.benchmarks.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;

final class TimePanelsTest {

  @Test
  void everyPanelReachesFromZeroToItsOwnGreatest() {
    TimePanels panels = new TimePanels("two", "minutes", new double[] {10, 20, 30});
    panels.panel("rate", new double[] {0, 40, 20}, y -> String.format(Locale.ROOT, "%.0f/s", y));
    panels.panel("disk", new double[] {0, 0.5, 1}, y -> String.format(Locale.ROOT, "%.2f GB", y));
    String svg = panels.svg();
    assertThat(svg)
        .contains(">40/s<")
        .contains(">1.00 GB<")
        .doesNotContain(">50/s<")
        // From 90 to 830 wide; the first panel from 60 to 210 high, the second from 250 to 400.
        .contains("points=\"336.7,210.0 583.3,60.0 830.0,135.0\"")
        .contains("points=\"336.7,400.0 583.3,325.0 830.0,250.0\"");
  }

  @Test
  void nothingButZeroesCanBeDrawn() {
    TimePanels panels = new TimePanels("none", "minutes", new double[] {0});
    panels.panel("rate", new double[] {0}, Double::toString);
    assertThat(panels.svg()).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void refusesAPanelOfOtherTimes() {
    TimePanels panels = new TimePanels("two", "minutes", new double[] {1, 2});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> panels.panel("rate", new double[] {1}, Double::toString));
  }
}
