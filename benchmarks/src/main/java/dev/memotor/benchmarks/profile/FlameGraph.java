package dev.memotor.benchmarks.profile;

import dev.memotor.bench.report.SvgText;
import java.util.Locale;

/**
 * Draws stacks as bars, callers below callees: a bar is as wide as its share of the samples. What a
 * bar stands for in full is shown under the pointer.
 */
final class FlameGraph {

  private static final double WIDTH = 1400;
  private static final double ROW = 17;
  private static final double TOP = 50;
  private static final double BOTTOM = 10;
  private static final double SIDE = 10;

  /** Width of a character of the labels, roughly. */
  private static final double CHARACTER = 6.6;

  /** Narrower bars are left out: they would be invisible. */
  private static final double LEAST_WIDTH = 0.3;

  private final StackTree root;
  private final SvgText svg;
  private final double height;

  private FlameGraph(String title, StackTree root) {
    this.root = root;
    height = TOP + BOTTOM + ROW * root.depth(leastSamples());
    svg = new SvgText(WIDTH, height);
    svg.title(SIDE, 22, title);
    legend();
  }

  static String draw(String title, StackTree root) {
    FlameGraph graph = new FlameGraph(title, root);
    if (root.samples() > 0) {
      graph.bar(root, SIDE, 0);
    }
    return graph.svg.end();
  }

  private long leastSamples() {
    return (long) Math.ceil(root.samples() * LEAST_WIDTH / (WIDTH - 2 * SIDE));
  }

  private void legend() {
    double x = SIDE;
    for (Layer layer : Layer.values()) {
      svg.rectangle(x, 30, 12, 12, layer.colour());
      svg.label(x + 16, 40, "start", layer.label());
      x += 30 + CHARACTER * layer.label().length();
    }
  }

  private void bar(StackTree node, double x, int level) {
    double width = (WIDTH - 2 * SIDE) * node.samples() / root.samples();
    if (width < LEAST_WIDTH) {
      return;
    }
    double y = height - BOTTOM - ROW * (level + 1);
    svg.rectangle(
        x,
        y,
        Math.max(0.2, width - 0.5),
        ROW - 1,
        Layer.of(node.name()).colour(),
        String.format(
            Locale.ROOT,
            "%s: %d samples, %.1f %%",
            node.name(),
            node.samples(),
            100.0 * node.samples() / root.samples()));
    int room = (int) ((width - 6) / CHARACTER);
    if (room >= 3) {
      String label = shortName(node.name());
      svg.label(x + 3, y + 12, "start", label.length() <= room ? label : label.substring(0, room));
    }
    double at = x;
    for (StackTree callee : node.callees()) {
      bar(callee, at, level + 1);
      at += (WIDTH - 2 * SIDE) * callee.samples() / root.samples();
    }
  }

  /** Class and method without the package. */
  static String shortName(String frame) {
    int method = frame.lastIndexOf('.');
    int type = method < 0 ? -1 : frame.lastIndexOf('.', method - 1);
    return frame.substring(type + 1);
  }
}
