package dev.memotor.server.protocol;

import dev.memotor.engine.EngineClock;
import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.observe.LoopObserver;

/**
 * What the connections of one event loop share.
 *
 * @param clock the time against which relative expiry counts
 * @param limits how large keys and items may be
 * @param input the loop's share of the memory for what clients have sent
 * @param observer observes the loop
 * @param administration the commands that concern the server rather than an item
 */
public record ProtocolContext(
    EngineClock clock,
    ItemLimit limits,
    ByteBudget.Share input,
    LoopObserver observer,
    Administration administration) {}
