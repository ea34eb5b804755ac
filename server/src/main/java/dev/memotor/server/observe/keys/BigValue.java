package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;

/**
 * A large value that went through the server.
 *
 * @param bytes of the value
 * @param seenAt UNIX seconds of the last time
 */
public record BigValue(Key key, int bytes, long seenAt) {}
