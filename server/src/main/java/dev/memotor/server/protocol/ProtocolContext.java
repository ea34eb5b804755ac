package dev.memotor.server.protocol;

import dev.memotor.engine.EngineClock;
import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.observe.LoopObserver;

/** What the decoders of one event loop share; the input is its budget for client input. */
public record ProtocolContext(
    EngineClock clock,
    ItemLimit limits,
    ByteBudget.Share input,
    LoopObserver observer,
    Administration administration) {}
