package dev.memotor.conformance.cases;

import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.Protocol;
import dev.memotor.conformance.wire.ServerVersion;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One case as written in its file. */
public final class ConformanceCase {

  static final String TAG_FLUSH = "flush";
  static final String TAG_EXCLUSIVE = "exclusive";

  /** Speaks of servers that anybody may talk to, in clear text. */
  static final String TAG_OPEN = "open";

  /** How servers are started of which most cases speak. */
  public static final String WITHOUT_OPTIONS = "";

  private final Protocol protocol;
  private final String topic;
  private final String name;
  private final String why;
  private final int line;
  private final @Nullable ServerVersion since;
  private final @Nullable ServerVersion until;
  private final @Nullable String deviation;
  private final @Nullable String unless;
  private final String started;
  private final Set<String> tags;
  private final List<Step> steps;
  private final Set<Framing> framings;

  ConformanceCase(
      Protocol protocol,
      String topic,
      int line,
      CaseHeader header,
      List<Step> steps,
      Set<Framing> framings) {
    this.protocol = protocol;
    this.topic = topic;
    this.line = line;
    this.name = header.name();
    this.why = header.why();
    this.since = header.since();
    this.until = header.until();
    this.deviation = header.deviation();
    this.unless = header.unless();
    this.started = header.started();
    this.tags = header.tags();
    this.steps = List.copyOf(steps);
    this.framings = Set.copyOf(framings);
  }

  public Protocol protocol() {
    return protocol;
  }

  /** The name of its file without the ending. */
  public String topic() {
    return topic;
  }

  public String name() {
    return name;
  }

  /** What goes wrong in the world when a server fails this. */
  public String why() {
    return why;
  }

  /** Unique in a suite. */
  public String id() {
    return protocol.label() + "/" + topic + ": " + name;
  }

  /** File and line, for people. */
  public String location() {
    return location(line);
  }

  /** Returns where a step stands; the row of a table stands below the steps it fills. */
  public String location(int ofLine) {
    String row = ofLine < line ? ", row " + line : "";
    return "cases/" + protocol.label() + "/" + topic + ".case:" + ofLine + row;
  }

  /** The first release that behaves so, or null for all. */
  public @Nullable ServerVersion since() {
    return since;
  }

  /** The last release that behaves so, or null for all. */
  public @Nullable ServerVersion until() {
    return until;
  }

  /** The declared deviation under which alone this case holds, or null. */
  public @Nullable String deviation() {
    return deviation;
  }

  /** The declared deviation under which this case does not hold, or null. */
  public @Nullable String unless() {
    return unless;
  }

  /** The options of memcached's command line without which the case says nothing, or empty. */
  public String started() {
    return started;
  }

  public boolean flushes() {
    return tags.contains(TAG_FLUSH);
  }

  boolean open() {
    return tags.contains(TAG_OPEN);
  }

  /** What its connections speak. */
  public Set<Framing> framings() {
    return framings;
  }

  /** Whether it changes or measures something all connections share. */
  public boolean exclusive() {
    return flushes() || tags.contains(TAG_EXCLUSIVE);
  }

  public Duration waits() {
    return steps.stream().map(Step::waits).reduce(Duration.ZERO, Duration::plus);
  }

  public List<Step> steps() {
    return steps;
  }

  @Override
  public String toString() {
    return id();
  }
}
