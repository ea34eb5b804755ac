package dev.memotor.bench.workload;

/** How many gets, sets and incrs there are for each other. */
public record Mix(int gets, int sets, int increments) {

  public Mix {
    if (gets < 0 || sets < 0 || increments < 0 || (long) gets + sets + increments == 0) {
      throw new IllegalArgumentException("a ratio has no negative part, and one above 0");
    }
  }

  /** {@code 9:1} (gets and sets) or {@code 8:1:1} (incrs too). */
  public static Mix parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new IllegalArgumentException(
          "'" + text + "' is no ratio; write GETS:SETS or GETS:SETS:INCRS, such as 9:1");
    }
    try {
      return new Mix(
          Integer.parseInt(parts[0]),
          Integer.parseInt(parts[1]),
          parts.length == 3 ? Integer.parseInt(parts[2]) : 0);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no ratio of whole numbers", e);
    }
  }

  public int sum() {
    return gets + sets + increments;
  }
}
