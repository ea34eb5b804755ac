package dev.memotor.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Figures of an engine at one moment. What an engine cannot know is {@link #UNKNOWN} rather than 0,
 * and is left out where the others are shown.
 *
 * @param items live items; an estimate where counting would cost too much, which {@code details}
 *     then says
 * @param bytes what the items take, in bytes, with the engine's overhead
 * @param totalItems items ever stored since the start
 * @param evictions items that went before their time
 * @param expired expired items whose space came back
 * @param limitBytes the bound that {@link Resizable} sets, on {@code bytes} or, with a RAM tier in
 *     front of the engine, on what the tier holds of them; or 0 for none
 * @param details more figures under names of the engine's own, in order; shown by {@code stats
 *     engine}. Those named {@value #AGE}, {@value #EVICTED_NONZERO}, {@value #EVICTED_TIME},
 *     {@value #EVICTED_UNFETCHED} and {@value #EXPIRED_UNFETCHED} are memcached's, and are shown
 *     among its figures, too
 */
public record EngineStats(
    long items,
    long bytes,
    long totalItems,
    long evictions,
    long expired,
    long limitBytes,
    Map<String, String> details) {

  /** In place of a figure that the engine cannot know. */
  public static final long UNKNOWN = -1;

  /** Seconds since the last use of the item that has been unused for longest. */
  public static final String AGE = "age";

  /** Evicted items that had a time of expiry. */
  public static final String EVICTED_NONZERO = "evicted_nonzero";

  /** How long the item evicted last had been unused, in seconds. */
  public static final String EVICTED_TIME = "evicted_time";

  /** Evicted items that nobody ever fetched. */
  public static final String EVICTED_UNFETCHED = "evicted_unfetched";

  /** Expired items that nobody ever fetched, whose space came back. */
  public static final String EXPIRED_UNFETCHED = "expired_unfetched";

  public EngineStats {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }
}
