package dev.memotor.conformance.against;

import dev.memotor.conformance.cases.ConformanceSuite;
import dev.memotor.conformance.wire.Protocol;
import dev.memotor.conformance.wire.ServerVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The requests of {@code cases/mistakes.txt} that two servers must refuse alike. */
final class Mistakes {

  private static final String RESOURCE = "mistakes.txt";
  private static final String RAW = "\\|";
  private static final Pattern LINE_END = Pattern.compile("\\\\n");

  private record Mistake(String protocol, ServerVersion since, String request) {}

  private static final List<Mistake> ALL =
      ConformanceSuite.resource(RESOURCE)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 3))
          .map(words -> new Mistake(words[0], ServerVersion.parse(words[1]), words[2]))
          .toList();

  private final List<String> requests;

  /** Loads those of a protocol that mean the same to both servers. */
  Mistakes(Protocol protocol, SequenceLimits limits) {
    requests =
        ALL.stream()
            .filter(m -> m.protocol.equals(protocol.label()) && limits.since(m.since))
            .map(Mistake::request)
            .toList();
  }

  /**
   * Returns one of them, as lines of a case file.
   *
   * @param key one that may exist
   * @param other a key that is never stored
   */
  List<String> any(SeededRandom random, String key, String other) {
    String request = random.of(requests).replace("{k}", key).replace("{other}", other);
    List<String> lines = new ArrayList<>();
    int raw = request.indexOf(RAW);
    for (String line : LINE_END.split(raw < 0 ? request : request.substring(0, raw))) {
      lines.add("> " + line);
    }
    if (raw >= 0) {
      lines.add(">| " + request.substring(raw + RAW.length()));
    }
    return lines;
  }
}
