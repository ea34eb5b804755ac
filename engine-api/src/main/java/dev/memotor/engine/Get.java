package dev.memotor.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an item; with options also touches it, creates it, or takes part in the contest for the
 * right to recache it.
 */
public record Get(Key key, Options options) implements Operation {

  public Get {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(options, "options");
  }

  /** A plain read. */
  public Get(Key key) {
    this(key, Options.PLAIN);
  }

  @Override
  public Kind kind() {
    return Kind.GET;
  }

  @Override
  public boolean writesItem() {
    return options.writes();
  }

  @Override
  public boolean takesCas() {
    return options.vivify() != null && options.vivify().newCas() == 0;
  }

  /**
   * What a read does besides reading.
   *
   * @param contest whether this reader may win the right to recache an item: a stale one, and what
   *     {@code recache} adds
   * @param recordAccess whether the read counts as an access of the item
   * @param exptime new exptime of the item, in UNIX seconds, or {@link Exptime#NEVER}; {@link
   *     Exptime#NONE} to leave it
   * @param recache which items that are not stale may be won; null for none
   * @param vivify the empty item to create, and to win, if there is none; null to create none
   */
  public record Options(
      boolean contest,
      boolean recordAccess,
      long exptime,
      @Nullable Recache recache,
      @Nullable Vivify vivify) {

    /** Reads, and counts as an access. */
    public static final Options PLAIN = new Options(false, true, Exptime.NONE, null, null);

    /** Reads without leaving a trace. */
    public static final Options PEEK = new Options(false, false, Exptime.NONE, null, null);

    /** Reads, and may win the right to recache a stale item. */
    public static final Options CONTEST = new Options(true, true, Exptime.NONE, null, null);

    /** Reads and sets a new exptime. */
    public static Options touch(long exptime) {
      return new Options(false, true, exptime, null, null);
    }

    boolean writes() {
      return contest || exptime != Exptime.NONE || vivify != null;
    }
  }

  /**
   * An item may be won when it expires soon.
   *
   * @param before the item must expire before this moment, in UNIX seconds
   * @param seesTouch whether the moment is compared with the exptime that this read sets rather
   *     than with the one that it finds
   */
  public record Recache(long before, boolean seesTouch) {}

  /**
   * An empty item that is created.
   *
   * @param exptime UNIX seconds or {@link Exptime#NEVER}
   * @param newCas its CAS number, unsigned; 0 for the next one of the {@link CasSource}
   * @param binaryKey whether the key came in base64, which marks the item
   */
  public record Vivify(long exptime, long newCas, boolean binaryKey) {}
}
