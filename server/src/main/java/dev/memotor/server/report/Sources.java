package dev.memotor.server.report;

import dev.memotor.engine.Engine;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.observe.ServerCounters;
import dev.memotor.server.observe.ServerFigures;
import dev.memotor.server.observe.ServerTimings;
import dev.memotor.server.observe.counters.CountedKeys;
import dev.memotor.server.observe.counters.CounterValues;
import dev.memotor.server.observe.counters.EngineHealth;
import dev.memotor.server.observe.keys.Insight;

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
