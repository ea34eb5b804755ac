package dev.memotor.engine.rocksdb;

/**
 * The number and size of the items.
 *
 * @param items the number of items
 * @param bytes the total length of their keys, values and headers
 * @param counted whether both are exact
 */
record ItemCount(long items, long bytes, boolean counted) {}
