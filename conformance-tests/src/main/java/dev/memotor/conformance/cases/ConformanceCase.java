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

  /** For cases that only apply to servers without TLS and logins. */
  static final String TAG_OPEN = "open";

  /** The options of the servers that most cases are for: none. */
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

  /** Returns the name of its file without the extension. */
  public String topic() {
    return topic;
  }

  public String name() {
    return name;
  }

  /** Returns what breaks for users when a server fails this. */
  public String why() {
    return why;
  }

  /** Returns a name that is unique in a suite. */
  public String id() {
    return protocol.label() + "/" + topic + ": " + name;
  }

  /** Returns file and line, for people. */
  public String location() {
    return location(line);
  }

  /** Returns where a step stands; the row of a table stands below the steps it fills. */
  public String location(int ofLine) {
    String row = ofLine < line ? ", row " + line : "";
    return "cases/" + protocol.label() + "/" + topic + ".case:" + ofLine + row;
  }

  /** Returns the first release that behaves like this; null for all. */
  public @Nullable ServerVersion since() {
    return since;
  }

  /** Returns the last release that behaves like this; null for all. */
  public @Nullable ServerVersion until() {
    return until;
  }

  /** Returns the deviation that a server must declare for this case to apply; null for none. */
  public @Nullable String deviation() {
    return deviation;
  }

  /** Returns the deviation that exempts a server from this case; null for none. */
  public @Nullable String unless() {
    return unless;
  }

  /** Returns the memcached options that a server must be started with for this case to apply. */
  public String started() {
    return started;
  }

  public boolean flushes() {
    return tags.contains(TAG_FLUSH);
  }

  boolean open() {
    return tags.contains(TAG_OPEN);
  }

  /** Returns the framings of its connections. */
  public Set<Framing> framings() {
    return framings;
  }

  /** Returns whether it changes or measures something that all connections share. */
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
