package dev.memotor.conformance;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("slow")
final class RocksDbConformanceTest extends MemotorConformanceBase {

  @Override
  String engine(Path place) {
    return "rocksdb:" + place;
  }
}
