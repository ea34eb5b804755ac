package dev.memotor.conformance;

import java.nio.file.Path;

final class MemoryConformanceTest extends MemotorConformanceBase {

  @Override
  String engine(Path place) {
    return "memory";
  }
}
