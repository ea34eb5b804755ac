package dev.memotor.conformance;

import java.nio.file.Path;

final class FsConformanceTest extends MemotorConformanceBase {

  @Override
  String engine(Path place) {
    return "fs:" + place;
  }
}
