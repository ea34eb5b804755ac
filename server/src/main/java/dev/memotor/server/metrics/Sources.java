package dev.memotor.server.metrics;

import dev.memotor.engine.Engine;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.counters.CountedKeys;
import dev.memotor.server.counters.CounterValues;
import dev.memotor.server.counters.EngineHealth;
import dev.memotor.server.insight.Insight;
import dev.memotor.server.stats.ServerCounters;
import dev.memotor.server.stats.ServerFigures;
import dev.memotor.server.stats.StatsReport;
import dev.memotor.server.timing.ServerTimings;

/** All that a running server knows about itself. */
public record Sources(
    ServerIdentity identity,
    ServerConfig config,
    Engine engine,
    EngineHealth health,
    StatsReport report,
    ServerCounters counters,
    ServerFigures figures,
    ServerTimings timings,
    CountedKeys countedKeys,
    CounterValues counterValues,
    Insight insight) {}
