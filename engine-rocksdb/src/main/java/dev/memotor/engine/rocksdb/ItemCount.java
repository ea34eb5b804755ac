package dev.memotor.engine.rocksdb;

/**
 * How many items there are.
 *
 * @param items how many
 * @param bytes the lengths of their keys, values and headers
 * @param counted whether that is exact
 */
record ItemCount(long items, long bytes, boolean counted) {}
