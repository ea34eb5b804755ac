/**
 * Items as hashes in Redis.
 *
 * <p>Start at {@link dev.memotor.engine.redis.RedisEngine}, which hands each operation to the lane
 * of its key. A {@code Lane} is one thread with one connection to each node: it takes what waits,
 * sends it as one pipeline per node, reads the replies, and follows redirections. What goes over
 * the wire for an operation, and what its reply means, is in {@code OperationCommand}; the scripts
 * beside this package are the semantics of engine-api once more, in Lua, so that each operation is
 * one atomic round trip.
 */
package dev.memotor.engine.redis;
