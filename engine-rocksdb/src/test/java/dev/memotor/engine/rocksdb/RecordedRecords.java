package dev.memotor.engine.rocksdb;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.rocksdb.WriteBatch;

/** Records what RocksDB reads in a serialized batch. */
final class RecordedRecords extends WriteBatch.Handler {

  final List<String> lines = new ArrayList<>();

  @Override
  public void put(int family, byte[] key, byte[] value) {
    lines.add("put " + family + " " + hex(key) + " " + hex(value));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    put(0, key, value);
  }

  @Override
  public void delete(int family, byte[] key) {
    lines.add("delete " + family + " " + hex(key));
  }

  @Override
  public void delete(byte[] key) {
    delete(0, key);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static void unexpected() {
    throw new AssertionError("no such record was written");
  }

  @Override
  public void merge(int family, byte[] key, byte[] value) {
    unexpected();
  }

  @Override
  public void merge(byte[] key, byte[] value) {
    unexpected();
  }

  @Override
  public void singleDelete(int family, byte[] key) {
    unexpected();
  }

  @Override
  public void singleDelete(byte[] key) {
    unexpected();
  }

  @Override
  public void deleteRange(int family, byte[] from, byte[] to) {
    unexpected();
  }

  @Override
  public void deleteRange(byte[] from, byte[] to) {
    unexpected();
  }

  @Override
  public void logData(byte[] blob) {
    unexpected();
  }

  @Override
  public void putBlobIndex(int family, byte[] key, byte[] value) {
    unexpected();
  }

  @Override
  public void markBeginPrepare() {
    unexpected();
  }

  @Override
  public void markEndPrepare(byte[] xid) {
    unexpected();
  }

  @Override
  public void markNoop(boolean emptyBatch) {
    unexpected();
  }

  @Override
  public void markRollback(byte[] xid) {
    unexpected();
  }

  @Override
  public void markCommit(byte[] xid) {
    unexpected();
  }

  @Override
  public void markCommitWithTimestamp(byte[] xid, byte[] timestamp) {
    unexpected();
  }
}
