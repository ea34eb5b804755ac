package dev.memotor.benchmarks.chart;

import dev.memotor.bench.report.Palette;
import dev.memotor.bench.report.SvgText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Several quantities over the same time, one panel below the other, each from zero upwards. */
public final class TimePanels {

  private record Panel(String name, double[] ys, DoubleFunction<String> label) {}

  private static final double WIDTH = 860;
  private static final double LEFT = 90;
  private static final double RIGHT = 30;
  private static final double TOP = 40;
  private static final double PANEL = 150;
  private static final double GAP = 40;
  private static final int STEPS = 4;

  private final String title;
  private final String timeName;
  private final double[] times;
  private final List<Panel> panels = new ArrayList<>();

  /**
   * @param times ascending; at least one, none negative
   */
  public TimePanels(String title, String timeName, double[] times) {
    this.title = title;
    this.timeName = timeName;
    this.times = times.clone();
  }

  /** Adds one below the others; there is a number for each time, none negative. */
  public void panel(String name, double[] ys, DoubleFunction<String> label) {
    if (ys.length != times.length) {
      throw new IllegalArgumentException(ys.length + " numbers for " + times.length + " times");
    }
    panels.add(new Panel(name, ys.clone(), label));
  }

  public String svg() {
    double bottom = TOP + panels.size() * (PANEL + GAP);
    SvgText svg = new SvgText(WIDTH, bottom + 24);
    svg.title(LEFT, 22, title);
    double last = Math.max(times[times.length - 1], Double.MIN_NORMAL);
    for (int i = 0; i < panels.size(); i++) {
      draw(svg, panels.get(i), i, last);
    }
    svg.label((LEFT + WIDTH - RIGHT) / 2, bottom + 12, "middle", timeName);
    return svg.end();
  }

  private void draw(SvgText svg, Panel panel, int number, double last) {
    double top = TOP + GAP / 2 + number * (PANEL + GAP);
    double floor = top + PANEL;
    svg.label(LEFT, top - 6, "start", panel.name());
    double yStep = step(Arrays.stream(panel.ys()).max().orElse(1));
    double yHigh = STEPS * yStep;
    for (int i = 0; i <= STEPS; i++) {
      double y = floor - PANEL * i / STEPS;
      svg.line(LEFT, y, WIDTH - RIGHT, y, "#dddddd");
      svg.label(LEFT - 8, y + 4, "end", panel.label().apply(i * yStep));
    }
    double xStep = step(last);
    for (int i = 0; i * xStep <= last; i++) {
      double x = place(i * xStep, last);
      svg.line(x, top, x, floor, "#dddddd");
      svg.label(x, floor + 14, "middle", number(i * xStep));
    }
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < times.length; i++) {
      points.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              place(times[i], last),
              floor - PANEL * panel.ys()[i] / yHigh));
    }
    svg.polyline(points.toString().strip(), Palette.colour(number));
  }

  /** The least of 1, 2, 2.5 and 5 times a power of ten of which {@value #STEPS} reach so far. */
  private static double step(double most) {
    double least = Math.max(most, Double.MIN_NORMAL) / STEPS;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  private static double place(double time, double last) {
    return LEFT + time / last * (WIDTH - LEFT - RIGHT);
  }
}
