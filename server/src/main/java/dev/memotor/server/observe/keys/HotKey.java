package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;

/**
 * A frequently used key.
 *
 * @param rate operations per second; a lower bound
 * @param share of all operations, 0 to 1
 */
public record HotKey(Key key, double rate, double share) {}
