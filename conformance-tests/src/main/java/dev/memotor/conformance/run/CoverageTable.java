package dev.memotor.conformance.run;

import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.cases.ConformanceSuite;
import dev.memotor.conformance.cases.ExpectFrameStep;
import dev.memotor.conformance.cases.ExpectFramesStep;
import dev.memotor.conformance.cases.ExpectLinesStep;
import dev.memotor.conformance.cases.ExpectTextStep;
import dev.memotor.conformance.cases.Payload;
import dev.memotor.conformance.cases.SendStep;
import dev.memotor.conformance.cases.Step;
import dev.memotor.conformance.wire.BinaryStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Commands x outcomes: how many passed cases saw a command answer so. What exists at all is listed
 * in {@code cases/coverage.txt}, so that gaps can be named.
 */
public final class CoverageTable {

  private static final String SILENCE = "silence";
  private static final Set<String> STORAGE =
      Set.of("set", "add", "replace", "append", "prepend", "cas", "ms");

  private final Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();

  private CoverageTable() {}

  public static CoverageTable load() {
    CoverageTable table = new CoverageTable();
    for (String line : ConformanceSuite.resource("coverage.txt").split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      Map<String, Integer> outcomes = new LinkedHashMap<>();
      for (String outcome : line.substring(colon + 1).split("\\|")) {
        outcomes.put(outcome.strip(), 0);
      }
      for (String command : line.substring(0, colon).split(" +")) {
        table.counts.put(command, new LinkedHashMap<>(outcomes));
      }
    }
    return table;
  }

  /** Counts what a passed case proved. */
  public void count(ConformanceCase passed) {
    Set<String> seen = new LinkedHashSet<>();
    List<String> commands = new ArrayList<>();
    List<String> replies = new ArrayList<>();
    for (Step step : passed.steps()) {
      if (step instanceof SendStep send) {
        attribute(commands, replies, seen);
        commands.clear();
        replies.clear();
        commands.addAll(commandsOf(send));
      } else if (step instanceof ExpectTextStep expect) {
        replies.add(expect.outcomeName());
      } else if (step instanceof ExpectFrameStep expect) {
        expect.accepted().forEach(frame -> replies.add(frame.outcomeName()));
      } else if (step instanceof ExpectLinesStep || step instanceof ExpectFramesStep) {
        replies.add("listing");
      }
    }
    attribute(commands, replies, seen);
    for (String pair : seen) {
      int tab = pair.indexOf('\t');
      counts.computeIfPresent(
          pair.substring(0, tab),
          (command, outcomes) -> {
            outcomes.merge(pair.substring(tab + 1), 1, Integer::sum);
            return outcomes;
          });
    }
  }

  /** The known commands that a case sends. */
  public Set<String> commandsOf(ConformanceCase subject) {
    Set<String> commands = new LinkedHashSet<>();
    for (Step step : subject.steps()) {
      if (step instanceof SendStep send) {
        commands.addAll(commandsOf(send));
      }
    }
    return commands;
  }

  /** The known commands, and how many cases saw each of their outcomes. */
  public Map<String, Map<String, Integer>> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** Returns the known commands among the payloads; data blocks do not count. */
  private List<String> commandsOf(SendStep send) {
    List<String> commands = new ArrayList<>();
    boolean dataFollows = false;
    for (Payload payload : send.payloads()) {
      String command = payload.command();
      if (dataFollows) {
        dataFollows = false;
      } else if (counts.containsKey(command)) {
        commands.add(command);
        dataFollows = STORAGE.contains(command);
      }
    }
    return commands;
  }

  /** A closing noop proves silence; it and its answer say nothing else. */
  private static void dropClosingNoop(List<String> commands, List<String> replies) {
    if (commands.size() < 2 || replies.isEmpty()) {
      return;
    }
    String command = commands.get(commands.size() - 1);
    String reply = replies.get(replies.size() - 1);
    if (command.equals("mn") && reply.startsWith("MN")
        || command.equals("NOOP") && reply.equals(BinaryStatus.OK.name())) {
      commands.remove(commands.size() - 1);
      replies.remove(replies.size() - 1);
    }
  }

  /**
   * A reply belongs to a command for certain only when one command was sent, or as many as there
   * are replies; anything else would count what was not shown.
   */
  private void attribute(List<String> commands, List<String> replies, Set<String> seen) {
    dropClosingNoop(commands, replies);
    if (commands.size() == 1) {
      if (replies.isEmpty()) {
        note(commands.get(0), SILENCE, seen);
      }
      replies.forEach(reply -> note(commands.get(0), reply, seen));
    } else if (commands.size() == replies.size()) {
      for (int i = 0; i < commands.size(); i++) {
        note(commands.get(i), replies.get(i), seen);
      }
    }
  }

  private void note(String command, String reply, Set<String> seen) {
    counts.getOrDefault(command, Map.of()).keySet().stream()
        .filter(outcome -> Arrays.stream(outcome.split(" / ")).anyMatch(reply::startsWith))
        .max(Comparator.comparingInt(String::length))
        .ifPresent(outcome -> seen.add(command + '\t' + outcome));
  }

  /** One line per command: outcome=count..., with uncovered ones set apart. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Map<String, Integer>> row : counts.entrySet()) {
      StringBuilder covered = new StringBuilder();
      StringBuilder uncovered = new StringBuilder();
      for (Map.Entry<String, Integer> cell : row.getValue().entrySet()) {
        if (cell.getValue() > 0) {
          covered.append(covered.isEmpty() ? "" : ", ");
          covered.append(cell.getKey()).append(" x").append(cell.getValue());
        } else {
          uncovered.append(uncovered.isEmpty() ? "" : ", ").append(cell.getKey());
        }
      }
      String missing = uncovered.isEmpty() ? "" : "   NOT COVERED: " + uncovered;
      lines.add(String.format("%-16s %s%s", row.getKey(), covered, missing));
    }
    return lines;
  }
}
