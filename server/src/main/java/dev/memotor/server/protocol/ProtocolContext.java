package dev.memotor.server.protocol;

import dev.memotor.engine.EngineClock;
import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.observe.LoopObserver;

/**
 * What the connections of one event loop share.
 *
 * @param clock the base of relative exptimes
 * @param limits the maximum size of items
 * @param input the loop's share of the memory for client input
 * @param observer observes the loop
 * @param administration the commands that concern the server rather than an item
 */
public record ProtocolContext(
    EngineClock clock,
    ItemLimit limits,
    ByteBudget.Share input,
    LoopObserver observer,
    Administration administration) {}
