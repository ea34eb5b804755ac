package dev.memotor.benchmarks.chart;

import dev.memotor.bench.report.Palette;
import dev.memotor.bench.report.SvgText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Panels in two columns, each with the same series of percentages over the same steps. */
public final class LinePanels {

  private record Panel(String name, double[][] ys) {}

  private static final int COLUMNS = 2;
  private static final double WIDTH = 430;
  private static final double HEIGHT = 200;
  private static final double LEFT = 50;
  private static final double RIGHT = 20;
  private static final double TOP = 70;
  private static final double GAP = 50;
  private static final int LINES = 4;

  private final String title;
  private final List<String> steps;
  private final List<String> series;
  private final List<Panel> panels = new ArrayList<>();

  public LinePanels(String title, List<String> steps, List<String> series) {
    this.title = title;
    this.steps = List.copyOf(steps);
    this.series = List.copyOf(series);
  }

  /**
   * Adds a panel.
   *
   * @param ys the percentages of each series at each step
   */
  public void panel(String name, double[][] ys) {
    panels.add(new Panel(name, ys));
  }

  /** Returns the picture. */
  public String svg() {
    int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
    SvgText svg = new SvgText(COLUMNS * WIDTH, TOP + rows * (HEIGHT + GAP));
    svg.title(20, 24, title);
    double x = 20;
    for (int i = 0; i < series.size(); i++) {
      svg.rectangle(x, 34, 12, 12, Palette.colour(i));
      svg.label(x + 17, 44, "start", series.get(i));
      x += 34 + 7 * series.get(i).length();
    }
    for (int i = 0; i < panels.size(); i++) {
      int row = i / COLUMNS;
      draw(svg, panels.get(i), i % COLUMNS * WIDTH, TOP + row * (HEIGHT + GAP));
    }
    return svg.end();
  }

  private void draw(SvgText svg, Panel panel, double left, double top) {
    svg.label(left + LEFT, top + 4, "start", panel.name());
    double floor = top + HEIGHT;
    double roof = top + 14;
    for (int i = 0; i <= LINES; i++) {
      double y = floor + (roof - floor) * i / LINES;
      svg.line(left + LEFT, y, left + WIDTH - RIGHT, y, "#dddddd");
      svg.label(left + LEFT - 6, y + 4, "end", 100 * i / LINES + " %");
    }
    for (int i = 0; i < steps.size(); i++) {
      svg.label(place(left, i), floor + 16, "middle", steps.get(i));
    }
    for (int s = 0; s < panel.ys().length; s++) {
      StringBuilder points = new StringBuilder();
      for (int i = 0; i < steps.size(); i++) {
        double y = floor + (roof - floor) * panel.ys()[s][i] / 100;
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", place(left, i), y));
      }
      svg.polyline(points.toString().strip(), Palette.colour(s));
    }
  }

  private double place(double left, int step) {
    double width = WIDTH - LEFT - RIGHT;
    return left + LEFT + width * (step + 0.5) / steps.size();
  }
}
