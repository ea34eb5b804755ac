/**
 * The durable engine: items in an embedded RocksDB.
 *
 * <p>Start at {@code RocksDbEngine}. An operation is applied in its key's lane to what {@code
 * UncommittedWrites} or {@code Database} holds; its write waits in {@code Commits} for the end of
 * the batch and is written together with the writes of all threads; {@code ExpirySweeper} and
 * {@code Reclaimer} reclaim space in the background.
 */
package dev.memotor.engine.rocksdb;
