package dev.memotor.benchmarks.chart;

import dev.memotor.bench.report.Palette;
import dev.memotor.bench.report.SvgText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bars side by side, group by group, on a logarithmic axis around 1, with marks for targets. */
public final class GroupedBars {

  private record Bar(String series, double value, double target) {}

  private record Group(String name, List<Bar> bars) {}

  private static final double WIDTH = 900;
  private static final double LEFT = 250;
  private static final double RIGHT = 60;
  private static final double TOP = 60;
  private static final double BAR = 14;
  private static final double GAP = 14;

  private final String title;
  private final List<String> series = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  public GroupedBars(String title) {
    this.title = title;
  }

  /** Begins the next group. */
  public void group(String name) {
    groups.add(new Group(name, new ArrayList<>()));
  }

  /**
   * Adds a bar to the newest group.
   *
   * @param value above 0
   * @param target where a mark stands; NaN for none
   */
  public void bar(String seriesName, double value, double target) {
    if (!series.contains(seriesName)) {
      series.add(seriesName);
    }
    groups.get(groups.size() - 1).bars().add(new Bar(seriesName, value, target));
  }

  /** The picture. */
  public String svg() {
    double low = 0.5;
    double high = 2;
    double height = TOP + 30;
    for (Group group : groups) {
      height += group.bars().size() * BAR + GAP;
      for (Bar bar : group.bars()) {
        low = Math.min(low, bar.value());
        high = Math.max(high, Math.max(bar.value(), Double.isNaN(bar.target()) ? 0 : bar.target()));
      }
    }
    low = Math.max(0.01, low * 0.8);
    high *= 1.2;
    SvgText svg = new SvgText(WIDTH, height);
    svg.title(20, 24, title);
    axis(svg, low, high, height);
    double y = TOP;
    for (Group group : groups) {
      svg.label(LEFT - 10, y + group.bars().size() * BAR / 2 + 4, "end", group.name());
      for (Bar bar : group.bars()) {
        draw(svg, bar, y, low, high);
        y += BAR;
      }
      y += GAP;
    }
    legend(svg);
    return svg.end();
  }

  private void axis(SvgText svg, double low, double high, double height) {
    double[] marks = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50};
    for (double mark : marks) {
      if (mark >= low && mark <= high) {
        double x = place(mark, low, high);
        svg.line(x, TOP - 6, x, height - 26, mark == 1 ? "#000000" : "#dddddd");
        svg.label(x, height - 10, "middle", mark < 1 ? Double.toString(mark) : "" + (int) mark);
      }
    }
  }

  private void draw(SvgText svg, Bar bar, double y, double low, double high) {
    double zero = place(1, low, high);
    double x = place(bar.value(), low, high);
    String text = String.format(Locale.ROOT, "%.2f", bar.value());
    svg.rectangle(
        Math.min(zero, x),
        y + 1,
        Math.max(1, Math.abs(x - zero)),
        BAR - 2,
        Palette.colour(series.indexOf(bar.series())),
        bar.series() + ": " + text);
    svg.label(x + (x >= zero ? 4 : -4), y + BAR - 3, x >= zero ? "start" : "end", text);
    if (!Double.isNaN(bar.target())) {
      double target = place(bar.target(), low, high);
      svg.dashedLine(target, y, target, y + BAR, "#000000");
    }
  }

  private void legend(SvgText svg) {
    double x = 20;
    for (int i = 0; i < series.size(); i++) {
      svg.rectangle(x, 34, 12, 12, Palette.colour(i));
      svg.label(x + 17, 44, "start", series.get(i));
      x += 30 + 7 * series.get(i).length();
    }
  }

  private static double place(double value, double low, double high) {
    double part = (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low));
    return LEFT + Math.max(0, Math.min(1, part)) * (WIDTH - LEFT - RIGHT);
  }
}
