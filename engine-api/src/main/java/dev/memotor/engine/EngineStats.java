package dev.memotor.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Figures of an engine at one moment.
 *
 * @param items live items; an estimate where counting would cost too much, which {@code details}
 *     then says
 * @param bytes what the items take, in bytes, with the engine's overhead; 0 if that is not known
 * @param totalItems items ever stored since the start
 * @param evictions items that went before their time
 * @param expired expired items whose space came back
 * @param limitBytes the bound that {@link Engine#resize} sets, on {@code bytes} or, with a RAM tier
 *     in front of the engine, on what the tier holds of them; or 0 for none
 * @param details more figures under names of the engine's own, in order; shown by {@code stats
 *     engine}
 */
public record EngineStats(
    long items,
    long bytes,
    long totalItems,
    long evictions,
    long expired,
    long limitBytes,
    Map<String, String> details) {

  public EngineStats {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }
}
