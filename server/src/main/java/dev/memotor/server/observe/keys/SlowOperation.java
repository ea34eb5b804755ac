package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;
import dev.memotor.server.observe.CommandKind;

/**
 * An operation that took longer than the threshold.
 *
 * @param micros until the engine had answered
 * @param operations how many were in the engine's hands together and took as long; 1 if this one's
 *     own time is known
 * @param at UNIX seconds of its end
 */
public record SlowOperation(Key key, CommandKind kind, long micros, int operations, long at) {}
