package dev.memotor.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Lines over two logarithmic axes. */
public final class LogLineChart {

  /** A mark on the horizontal axis. */
  public record Tick(double value, String label) {}

  private record Line(String name, double[] xs, double[] ys) {}

  private static final double WIDTH = 860;
  private static final double HEIGHT = 460;
  private static final double LEFT = 80;
  private static final double RIGHT = 30;
  private static final double TOP = 50;
  private static final double BOTTOM = 60;

  private final String title;
  private final String xName;
  private final String yName;
  private final List<Tick> xTicks;
  private final DoubleFunction<String> yLabel;
  private final List<Line> lines = new ArrayList<>();

  public LogLineChart(
      String title, String xName, List<Tick> xTicks, String yName, DoubleFunction<String> yLabel) {
    this.title = title;
    this.xName = xName;
    this.xTicks = xTicks;
    this.yName = yName;
    this.yLabel = yLabel;
  }

  /** All numbers are above zero. */
  public void line(String name, double[] xs, double[] ys) {
    lines.add(new Line(name, xs, ys));
  }

  public String svg() {
    double xLow = xTicks.get(0).value();
    double xHigh = xTicks.get(xTicks.size() - 1).value();
    double yLow = Math.pow(10, Math.floor(Math.log10(smallest())));
    double yHigh = Math.max(yLow * 10, Math.pow(10, Math.ceil(Math.log10(largest()))));
    SvgText svg = new SvgText(WIDTH, HEIGHT);
    svg.title(LEFT, 24, title);
    for (Tick tick : xTicks) {
      double x = place(tick.value(), xLow, xHigh, LEFT, WIDTH - RIGHT);
      svg.line(x, TOP, x, HEIGHT - BOTTOM, "#dddddd");
      svg.label(x, HEIGHT - BOTTOM + 18, "middle", tick.label());
    }
    for (double y = yLow; y <= yHigh * 1.001; y *= 10) {
      double height = place(y, yLow, yHigh, HEIGHT - BOTTOM, TOP);
      svg.line(LEFT, height, WIDTH - RIGHT, height, "#dddddd");
      svg.label(LEFT - 8, height + 4, "end", yLabel.apply(y));
    }
    svg.label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, "middle", xName);
    svg.label(LEFT, TOP - 14, "end", yName);
    // Latencies rise to the right, so that there is room below them.
    double legendLeft = WIDTH - RIGHT - 220;
    double legendTop = HEIGHT - BOTTOM - 12 - 18 * lines.size();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      StringBuilder points = new StringBuilder();
      for (int j = 0; j < line.xs().length; j++) {
        points.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                place(line.xs()[j], xLow, xHigh, LEFT, WIDTH - RIGHT),
                place(line.ys()[j], yLow, yHigh, HEIGHT - BOTTOM, TOP)));
      }
      svg.polyline(points.toString().strip(), Palette.colour(i));
      svg.rectangle(legendLeft, legendTop + 18 * i, 12, 12, Palette.colour(i));
      svg.label(legendLeft + 18, legendTop + 10 + 18 * i, "start", line.name());
    }
    return svg.end();
  }

  private double smallest() {
    return lines.stream().flatMapToDouble(line -> Arrays.stream(line.ys())).min().orElse(1);
  }

  private double largest() {
    return lines.stream().flatMapToDouble(line -> Arrays.stream(line.ys())).max().orElse(10);
  }

  private static double place(double value, double low, double high, double from, double to) {
    double part = (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low));
    return from + Math.max(0, Math.min(1, part)) * (to - from);
  }
}
