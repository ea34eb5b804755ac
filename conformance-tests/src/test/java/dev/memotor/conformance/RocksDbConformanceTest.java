package dev.memotor.conformance;

import java.nio.file.Path;

final class RocksDbConformanceTest extends MemotorConformanceBase {

  @Override
  String engine(Path place) {
    return "rocksdb:" + place;
  }
}
