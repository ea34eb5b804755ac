package dev.memotor.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Figures of an engine at one moment. A figure that the builder was not given, because the engine
 * cannot know it, is {@link #UNKNOWN} rather than 0, and is left out where the others are shown.
 */
public final class EngineStats {

  /** In place of a figure that the engine cannot know. */
  public static final long UNKNOWN = -1;

  /** Seconds since the last use of the item that has been unused for longest. */
  public static final String AGE = "age";

  /** Evicted items that had a time of expiry. */
  public static final String EVICTED_NONZERO = "evicted_nonzero";

  /** How long the item evicted last had been unused, in seconds. */
  public static final String EVICTED_TIME = "evicted_time";

  /** Evicted items that were never fetched. */
  public static final String EVICTED_UNFETCHED = "evicted_unfetched";

  /** Reclaimed expired items that were never fetched. */
  public static final String EXPIRED_UNFETCHED = "expired_unfetched";

  private final long items;
  private final long bytes;
  private final long totalItems;
  private final long evictions;
  private final long expired;
  private final long limitBytes;
  private final Map<String, String> details;

  private EngineStats(Builder builder) {
    items = builder.items;
    bytes = builder.bytes;
    totalItems = builder.totalItems;
    evictions = builder.evictions;
    expired = builder.expired;
    limitBytes = builder.limitBytes;
    details = Collections.unmodifiableMap(new LinkedHashMap<>(builder.details));
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that begins with these figures. */
  public Builder toBuilder() {
    return new Builder()
        .items(items)
        .bytes(bytes)
        .totalItems(totalItems)
        .evictions(evictions)
        .expired(expired)
        .limitBytes(limitBytes)
        .details(details);
  }

  /**
   * Returns the number of live items; an estimate where counting would cost too much, which {@link
   * #details} then says.
   */
  public long items() {
    return items;
  }

  /** Returns what the items take, in bytes, with the engine's overhead. */
  public long bytes() {
    return bytes;
  }

  /** Returns how many items have been stored since the start. */
  public long totalItems() {
    return totalItems;
  }

  /** Returns how many items were removed before their time. */
  public long evictions() {
    return evictions;
  }

  /** Returns how many expired items gave their space back. */
  public long expired() {
    return expired;
  }

  /**
   * Returns the bound that {@link Resizable} sets, on {@link #bytes} or, with a RAM tier in front
   * of the engine, on what the tier holds of them; 0 if there is none.
   */
  public long limitBytes() {
    return limitBytes;
  }

  /**
   * Returns more figures under names that the engine chooses, in order; shown by {@code stats
   * engine}. Those named {@value #AGE}, {@value #EVICTED_NONZERO}, {@value #EVICTED_TIME}, {@value
   * #EVICTED_UNFETCHED} and {@value #EXPIRED_UNFETCHED} are memcached's, and are shown among its
   * figures, too. Before them, the server shows capabilities, items, bytes, total_items, evictions,
   * expired, limit_bytes, batches, operations and failures: choose other names.
   */
  public Map<String, String> details() {
    return details;
  }

  @Override
  public String toString() {
    return "EngineStats[items="
        + items
        + ", bytes="
        + bytes
        + ", totalItems="
        + totalItems
        + ", evictions="
        + evictions
        + ", expired="
        + expired
        + ", limitBytes="
        + limitBytes
        + ", details="
        + details
        + "]";
  }

  /** Collects the figures that an engine knows. */
  public static final class Builder {

    private long items = UNKNOWN;
    private long bytes = UNKNOWN;
    private long totalItems = UNKNOWN;
    private long evictions = UNKNOWN;
    private long expired = UNKNOWN;
    private long limitBytes;
    private final Map<String, String> details = new LinkedHashMap<>();

    private Builder() {}

    public Builder items(long count) {
      items = count;
      return this;
    }

    public Builder bytes(long sum) {
      bytes = sum;
      return this;
    }

    public Builder totalItems(long count) {
      totalItems = count;
      return this;
    }

    public Builder evictions(long count) {
      evictions = count;
      return this;
    }

    public Builder expired(long count) {
      expired = count;
      return this;
    }

    public Builder limitBytes(long limit) {
      limitBytes = limit;
      return this;
    }

    public Builder detail(String name, Object value) {
      details.put(name, value.toString());
      return this;
    }

    /** Adds details behind those given before. */
    public Builder details(Map<String, String> more) {
      details.putAll(more);
      return this;
    }

    public EngineStats build() {
      return new EngineStats(this);
    }
  }
}
