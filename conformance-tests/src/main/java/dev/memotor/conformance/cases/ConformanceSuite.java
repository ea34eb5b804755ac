package dev.memotor.conformance.cases;

import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** All cases, in the order of the index and of their files. */
public final class ConformanceSuite {

  private static final String ROOT = "/cases/";

  private final List<ConformanceCase> cases;

  private ConformanceSuite(List<ConformanceCase> cases) {
    this.cases = List.copyOf(cases);
  }

  /**
   * Loads the cases that ship with this class; an index names the files, as a jar cannot be listed.
   */
  public static ConformanceSuite load() {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String entry : resource("index.txt").split("\n")) {
      if (!entry.isBlank()) {
        int slash = entry.indexOf('/');
        Protocol protocol = Protocol.of(entry.substring(0, slash));
        String topic = entry.substring(slash + 1).replace(".case", "");
        cases.addAll(new CaseFileParser(protocol, topic).parse(resource(entry)));
      }
    }
    return new ConformanceSuite(cases);
  }

  public List<ConformanceCase> cases() {
    return cases;
  }

  public ConformanceSuite select(Predicate<ConformanceCase> wanted) {
    return new ConformanceSuite(cases.stream().filter(wanted).toList());
  }

  public Set<Protocol> protocols() {
    Set<Protocol> protocols = EnumSet.noneOf(Protocol.class);
    cases.forEach(candidate -> protocols.add(candidate.protocol()));
    return protocols;
  }

  /** Returns the framings of all connections. */
  public Set<Framing> framings() {
    Set<Framing> framings = EnumSet.noneOf(Framing.class);
    cases.forEach(candidate -> framings.addAll(candidate.framings()));
    return framings;
  }

  /** Returns the sets of options that servers must be started with to run every case. */
  public Set<String> startOptions() {
    Set<String> options = new LinkedHashSet<>();
    cases.stream().map(ConformanceCase::started).filter(o -> !o.isEmpty()).forEach(options::add);
    return options;
  }

  public static String resource(String path) {
    try (InputStream in = ConformanceSuite.class.getResourceAsStream(ROOT + path)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + ROOT + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
