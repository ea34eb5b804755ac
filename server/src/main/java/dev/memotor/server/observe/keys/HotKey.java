package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;

/**
 * A key that is asked for often.
 *
 * @param rate operations per second, an estimate from below
 * @param share of all operations, 0 to 1
 */
public record HotKey(Key key, double rate, double share) {}
