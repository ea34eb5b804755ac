/**
 * The load generator {@code memotor bench}, for any memcached server, and what is built on it.
 *
 * <p>Start reading at {@link dev.memotor.bench.BenchTool}. A {@code Run} owns {@code Worker}s, one
 * thread and one selector each; a worker owns {@code Link}s, one connection each. A {@code
 * RequestSource} says what to ask, a {@code Pace} says when, a {@code RequestWriter} puts it into
 * bytes and a {@code ReplyParser} checks every byte that comes back against the request.
 */
@NullMarked
package dev.memotor.bench;

import org.jspecify.annotations.NullMarked;
