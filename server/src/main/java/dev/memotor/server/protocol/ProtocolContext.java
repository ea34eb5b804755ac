package dev.memotor.server.protocol;

import dev.memotor.engine.EngineClock;
import dev.memotor.server.stats.Counters;

/**
 * What the connections of one event loop share.
 *
 * @param clock the time against which relative expiry counts
 * @param limits how large keys and items may be
 * @param valueBudget how many bytes of unfinished values all connections may hold
 * @param counters the loop's own
 * @param administration the commands that concern the server rather than an item
 */
public record ProtocolContext(
    EngineClock clock,
    ItemLimit limits,
    ValueBudget valueBudget,
    Counters counters,
    Administration administration) {}
