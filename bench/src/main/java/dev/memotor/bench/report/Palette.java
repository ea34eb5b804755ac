package dev.memotor.bench.report;

/** Colours that colour-blind readers can distinguish (after Okabe and Ito). */
public final class Palette {

  private static final String[] COLOURS = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#666666", "#b8a800"
  };

  private Palette() {}

  public static String colour(int number) {
    return COLOURS[number % COLOURS.length];
  }
}
