package dev.memotor.conformance.wire;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A memcached release, by which cases say since and until when an answer is the right one. */
public record ServerVersion(int major, int minor, int patch) implements Comparable<ServerVersion> {

  /**
   * The release every case was checked against; also assumed where a server does not report one.
   */
  public static final ServerVersion BASELINE = new ServerVersion(1, 6, 18);

  private static final Pattern SHAPE = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Comparator<ServerVersion> ORDER =
      Comparator.comparingInt(ServerVersion::major)
          .thenComparingInt(ServerVersion::minor)
          .thenComparingInt(ServerVersion::patch);

  public static ServerVersion parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a version looks like 1.6.18, with three numbers; got '" + text + "'");
    }
    return new ServerVersion(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  @Override
  public int compareTo(ServerVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
