package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;

/**
 * A large value that went through the server.
 *
 * @param bytes its size
 * @param seenAt when it was last seen, in UNIX seconds
 */
public record BigValue(Key key, int bytes, long seenAt) {}
