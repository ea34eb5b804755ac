/**
 * Items as hashes in Redis.
 *
 * <p>Start at {@link dev.memotor.engine.redis.RedisEngine}. Its {@code Lanes} turn each operation
 * into an {@code OperationCommand}, which holds what is sent for the operation and what the reply
 * means, and hand it to the lane of its key. A {@code Lane} is one thread with one connection to
 * each node: in each {@code Round} it takes what waits, sends one {@code Pipeline} per node, reads
 * the replies and follows redirections. The scripts next to this package implement the semantics of
 * engine-api in Lua, so that each operation is one atomic round trip.
 */
@NullMarked
package dev.memotor.engine.redis;

import org.jspecify.annotations.NullMarked;
