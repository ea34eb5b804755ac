package dev.memotor.engine;

import java.util.Objects;

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
    return options.vivifyExptime() != Exptime.NONE && options.vivifyCas() == 0;
  }

  /**
   * What a read does besides reading.
   *
   * @param contest whether this reader may win the right to recache a stale item or one that
   *     expires soon
   * @param recordAccess whether the read counts as an access of the item
   * @param exptime new moment of expiry for a hit, or {@link Exptime#NONE}
   * @param recacheBefore if the item expires before this moment (UNIX seconds) the reader may win;
   *     {@link Exptime#NONE} for no such rule
   * @param recacheSeesTouch whether {@code recacheBefore} is held against the new exptime rather
   *     than the old one
   * @param vivifyExptime on a miss create an empty item with this exptime and win; or {@link
   *     Exptime#NONE}
   * @param vivifyCas the CAS number of an item so created, or 0 for the next one
   * @param vivifyBinaryKey whether an item so created is marked as having a base64 key
   */
  public record Options(
      boolean contest,
      boolean recordAccess,
      long exptime,
      long recacheBefore,
      boolean recacheSeesTouch,
      long vivifyExptime,
      long vivifyCas,
      boolean vivifyBinaryKey) {

    /** Reads, and counts as an access. */
    public static final Options PLAIN =
        new Options(false, true, Exptime.NONE, Exptime.NONE, false, Exptime.NONE, 0, false);

    /** Reads without leaving a trace. */
    public static final Options PEEK =
        new Options(false, false, Exptime.NONE, Exptime.NONE, false, Exptime.NONE, 0, false);

    /** Reads, and may win the right to recache a stale item. */
    public static final Options CONTEST =
        new Options(true, true, Exptime.NONE, Exptime.NONE, false, Exptime.NONE, 0, false);

    /** Reads and sets a new moment of expiry. */
    public static Options touch(long exptime) {
      return new Options(false, true, exptime, Exptime.NONE, false, Exptime.NONE, 0, false);
    }

    boolean writes() {
      return contest || exptime != Exptime.NONE || vivifyExptime != Exptime.NONE;
    }
  }
}
