package dev.memotor.conformance.cases;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a case, with the table that may follow them: {@code each} names columns, and every
 * row below it makes a case in which its cells stand for {@code {column}}.
 */
final class CaseTable {

  private static final String COLUMNS = "each ";
  private static final Pattern COLUMN = Pattern.compile("\\{([a-z][a-z_0-9]*)\\}");
  private static final Pattern OPTIONAL = Pattern.compile("[a-z]+ " + COLUMN.pattern());

  private final List<Line> lines = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private List<String> columns = List.of();

  /** A line of a case file, with its number there. */
  record Line(int number, String text) {}

  private record Row(int number, Map<String, String> cells) {}

  /** Returns whether a case has begun. */
  boolean isEmpty() {
    return lines.isEmpty();
  }

  void add(int number, String text) {
    if (text.startsWith(COLUMNS)) {
      require(columns.isEmpty(), "a case has one table");
      columns = cells(text.substring(COLUMNS.length()));
      for (String column : columns) {
        String use = "{" + column + "}";
        require(COLUMN.matcher(use).matches(), "a column is named like a_name");
        require(lines.stream().anyMatch(l -> l.text().contains(use)), "no line has " + use);
      }
    } else if (text.startsWith(" ")) {
      List<String> cells = cells(text);
      require(!columns.isEmpty(), "a row stands below an each line");
      require(cells.size() == columns.size(), "a row has " + columns.size() + " cells");
      Map<String, String> named = new LinkedHashMap<>();
      cells.forEach(cell -> named.put(columns.get(named.size()), cell));
      rows.add(new Row(number, named));
    } else {
      require(columns.isEmpty(), "a case ends with its table");
      lines.add(new Line(number, text));
    }
  }

  /** Returns the lines of each case; the first of each has the number of its row. */
  List<List<Line>> cases() {
    require(columns.isEmpty() || !rows.isEmpty(), "a table needs rows");
    return columns.isEmpty() ? List.of(lines) : rows.stream().map(this::filled).toList();
  }

  private List<Line> filled(Row row) {
    List<Line> filled = new ArrayList<>();
    for (Line line : lines) {
      String text =
          COLUMN
              .matcher(line.text())
              .replaceAll(
                  name ->
                      Matcher.quoteReplacement(
                          row.cells().getOrDefault(name.group(1), name.group())));
      if (!text.endsWith(" ") || !OPTIONAL.matcher(line.text()).matches()) {
        filled.add(new Line(filled.isEmpty() ? row.number() : line.number(), text));
      }
    }
    return filled;
  }

  private static List<String> cells(String row) {
    return Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }
}
