package dev.memotor.bench.load;

import dev.memotor.bench.protocol.Protocol;
import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Mix;
import dev.memotor.bench.workload.Popularity;
import dev.memotor.bench.workload.ValueSizes;

/**
 * What is asked.
 *
 * @param multiget keys of one get
 * @param ttlSeconds expiry of what is set; 0 for never
 * @param checkValues whether the bytes of values are compared, and not just their length
 */
public record Load(
    Protocol protocol,
    Mix mix,
    Keyspace keyspace,
    Popularity popularity,
    ValueSizes sizes,
    String sizesText,
    int multiget,
    int ttlSeconds,
    boolean checkValues,
    long seed) {}
