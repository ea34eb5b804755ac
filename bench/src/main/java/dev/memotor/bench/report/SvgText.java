package dev.memotor.bench.report;

import java.util.Locale;

/** Writes SVG elements. */
public final class SvgText {

  private final StringBuilder text = new StringBuilder();

  public SvgText(double width, double height) {
    text.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\""
                + " height=\"%.0f\" font-family=\"sans-serif\" font-size=\"12\">%n",
            width, height, width, height));
    rectangle(0, 0, width, height, "#ffffff");
  }

  public void rectangle(double x, double y, double width, double height, String fill) {
    text.append(
        format(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
            x, y, width, height, fill));
  }

  /** A rectangle with a tooltip. */
  public void rectangle(
      double x, double y, double width, double height, String fill, String title) {
    text.append(
        format(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\">"
                + "<title>%s</title></rect>%n",
            x, y, width, height, fill, escaped(title)));
  }

  public void line(double x1, double y1, double x2, double y2, String stroke) {
    text.append(
        format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
            x1, y1, x2, y2, stroke));
  }

  public void dashedLine(double x1, double y1, double x2, double y2, String stroke) {
    text.append(
        format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                + " stroke-width=\"2\" stroke-dasharray=\"4 2\"/>%n",
            x1, y1, x2, y2, stroke));
  }

  /** Points as {@code x,y} pairs with spaces between them. */
  public void polyline(String points, String stroke) {
    text.append(
        format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            points, stroke));
  }

  /**
   * @param anchor start, middle or end
   */
  public void label(double x, double y, String anchor, String label) {
    text.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x, y, anchor, escaped(label)));
  }

  public void title(double x, double y, String label) {
    text.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" font-size=\"15\" font-weight=\"bold\">%s</text>%n",
            x, y, escaped(label)));
  }

  public String end() {
    return text + "</svg>\n";
  }

  private static String escaped(String label) {
    return label
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments).replace("\r\n", "\n");
  }
}
