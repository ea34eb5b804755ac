package dev.memotor.conformance;

import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.cases.ConformanceSuite;
import dev.memotor.conformance.cases.ConformanceTarget;
import dev.memotor.conformance.cases.Deviations;
import dev.memotor.conformance.run.CoverageTable;
import dev.memotor.conformance.wire.Protocol;
import dev.memotor.conformance.wire.ServerVersion;
import dev.memotor.server.MemotorServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@code docs/protocol-coverage.md}: which cases cover which command, on which server. */
final class ProtocolCoveragePage {

  /** Commands that fill and inspect the store; a case covers them only if it sends no others. */
  private static final Set<String> STAGE_HANDS =
      Set.of("set", "get", "version", "mn", "ms", "mg", "SET", "GET", "NOOP", "VERSION");

  /** For cases that send bytes that are no command. */
  private static final String NO_COMMAND = "bytes that are no command";

  private static final String CASES = "../conformance-tests/src/main/resources/cases/";

  /** The oldest and the newest that the cases are verified on. */
  private static final List<ServerVersion> RELEASES =
      List.of(ServerVersion.BASELINE, ServerVersion.parse(MemotorServer.MEMCACHED_VERSION));

  private final StringBuilder page = new StringBuilder();
  private final ConformanceSuite suite = ConformanceSuite.load();
  private final CoverageTable coverage = CoverageTable.load();
  private final Map<String, Predicate<ConformanceCase>> servers = new LinkedHashMap<>();

  ProtocolCoveragePage() {
    for (String engine : List.of("memory", "rocksdb", "fs", "redis")) {
      servers.put(engine, asked(memotor(engine.equals("redis"))));
    }
    for (ServerVersion release : RELEASES) {
      servers.put("memcached " + release, asked(target(release)));
    }
  }

  private static ConformanceTarget memotor(boolean shared) {
    return target(RELEASES.get(RELEASES.size() - 1))
        .withDeviations(Deviations.load().ofMemotor(shared));
  }

  private static ConformanceTarget target(ServerVersion level) {
    return ConformanceTarget.of(null).withLevel(level).withFlushAllowed(true);
  }

  private static Predicate<ConformanceCase> asked(ConformanceTarget target) {
    return candidate -> target.whyNotApplicable(candidate).isEmpty();
  }

  String render() {
    introduction();
    for (Protocol protocol : Protocol.values()) {
      commands(protocol);
    }
    startOptions();
    outcomes();
    deviations();
    page.append("## Cases by command\n");
    for (Protocol protocol : Protocol.values()) {
      cases(protocol);
    }
    return page.toString();
  }

  private void introduction() {
    line("# Protocol coverage");
    line("");
    line("Generated from the cases of the conformance suite; do not edit. To write it anew:");
    line("");
    line("```");
    line("mvn -pl conformance-tests -am test -Dtest=ProtocolCoverageTest \\");
    line("    -Dsurefire.failIfNoSpecifiedTests=false -Dmemotor.docs.write=true");
    line("```");
    line("");
    line(
        suite.cases().size()
            + " cases. The tables count how many of them are about a command, and");
    line(
        "how many of these `mvn verify` asks of each server: of memotor over each of its engines,");
    line(
        "and of memcached, each release that can be run there. All of them have to pass. memotor is judged");
    line("as memcached " + MemotorServer.MEMCACHED_VERSION + "; what only holds for older ones is");
    line("not asked of it, and the other way round. `set`, `get`, `ms`, `mg`, `mn`, `version` and");
    line("their binary kin mostly serve other commands: a case counts for them only if it sends");
    line("nothing else.");
    line("");
  }

  private void commands(Protocol protocol) {
    line("## " + title(protocol));
    line("");
    line("| command | cases | " + String.join(" | ", servers.keySet()) + " |");
    line("|---|" + "--:|".repeat(servers.size() + 1));
    byCommand(protocol)
        .forEach(
            (command, cases) ->
                line(
                    "| "
                        + code(command)
                        + " | "
                        + cases.size()
                        + " | "
                        + servers.values().stream()
                            .map(server -> Long.toString(cases.stream().filter(server).count()))
                            .collect(Collectors.joining(" | "))
                        + " |"));
    line("");
  }

  private void startOptions() {
    line("## Servers started with options");
    line("");
    line(
        "Asked of a memotor over `memory` and of memcached, each started so; `-I` also of the other engines.");
    line("");
    line(
        "| options | cases | memotor | "
            + RELEASES.stream().map(r -> "memcached " + r).collect(Collectors.joining(" | "))
            + " |");
    line("|---|--:|--:|" + "--:|".repeat(RELEASES.size()));
    for (String options : suite.startOptions()) {
      ConformanceSuite subject = suite.select(c -> c.started().equals(options));
      line(
          "| `"
              + options
              + "` | "
              + subject.cases().size()
              + " | "
              + count(subject, memotor(false).withStarted(options))
              + " | "
              + RELEASES.stream()
                  .map(r -> Long.toString(count(subject, target(r).withStarted(options))))
                  .collect(Collectors.joining(" | "))
              + " |");
    }
    line("");
  }

  private static long count(ConformanceSuite subject, ConformanceTarget target) {
    return subject.cases().stream().filter(asked(target)).count();
  }

  private void outcomes() {
    line("## Replies by command");
    line("");
    line(
        "What commands can answer, and how many cases asked of memotor saw that answer for certain.");
    line("");
    line("| command | replies |");
    line("|---|---|");
    suite.cases().stream().filter(servers.get("memory")).forEach(coverage::count);
    coverage
        .counts()
        .forEach(
            (command, replies) ->
                line(
                    "| `"
                        + command
                        + "` | "
                        + replies.entrySet().stream()
                            .map(
                                e ->
                                    e.getKey()
                                        + " "
                                        + (e.getValue() > 0 ? e.getValue() : "**none**"))
                            .collect(Collectors.joining(", "))
                        + " |"));
    line("");
  }

  private void deviations() {
    Deviations known = Deviations.load();
    line("## Deviations from memcached");
    line("");
    line(
        "Where memotor does otherwise on purpose, why, and which cases say so; those they stand for");
    line("are asked of every server that does not declare the deviation.");
    line("");
    for (String name : known.ofMemotor(true)) {
      line("- **" + name + "**: " + escape(known.reason(name)) + ".");
      named("so it is", suite.select(c -> name.equals(c.deviation())));
      named("in place of", suite.select(c -> name.equals(c.unless())));
    }
    line("");
  }

  private void named(String what, ConformanceSuite some) {
    if (!some.cases().isEmpty()) {
      line(
          "  "
              + what
              + ": "
              + some.cases().stream()
                  .map(c -> link(c) + " " + escape(c.name()))
                  .collect(Collectors.joining("; ")));
    }
  }

  private void cases(Protocol protocol) {
    line("");
    line("### " + title(protocol));
    line("");
    byCommand(protocol)
        .forEach(
            (command, cases) -> {
              line("<details><summary>" + command + ": " + cases.size() + " cases</summary>");
              line("");
              Map<String, List<ConformanceCase>> topics = new LinkedHashMap<>();
              cases.forEach(c -> topics.computeIfAbsent(link(c), t -> new ArrayList<>()).add(c));
              topics.forEach(
                  (topic, some) ->
                      line(
                          "- "
                              + topic
                              + ": "
                              + some.stream()
                                  .map(c -> escape(c.name()))
                                  .collect(Collectors.joining(" · "))));
              line("");
              line("</details>");
            });
  }

  private Map<String, List<ConformanceCase>> byCommand(Protocol protocol) {
    Map<String, List<ConformanceCase>> rows = new TreeMap<>();
    for (ConformanceCase subject : suite.cases()) {
      if (subject.protocol() == protocol) {
        for (String command : aboutWhat(subject)) {
          rows.computeIfAbsent(command, c -> new ArrayList<>()).add(subject);
        }
      }
    }
    return rows;
  }

  private Set<String> aboutWhat(ConformanceCase subject) {
    Set<String> sent = coverage.commandsOf(subject);
    Set<String> about = new LinkedHashSet<>(sent);
    about.removeAll(STAGE_HANDS);
    if (!about.isEmpty()) {
      return about;
    }
    return sent.isEmpty() ? Set.of(NO_COMMAND) : sent;
  }

  private static String title(Protocol protocol) {
    String label = protocol.label();
    return label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1) + " protocol";
  }

  private static String code(String command) {
    return command.equals(NO_COMMAND) ? command : "`" + command + "`";
  }

  private static String link(ConformanceCase subject) {
    String file = subject.protocol().label() + "/" + subject.topic() + ".case";
    return "[" + subject.protocol().label() + "/" + subject.topic() + "](" + CASES + file + ")";
  }

  private static String escape(String text) {
    return text.replaceAll("[\\\\`*_<>|\\[\\]]", "\\\\$0");
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
