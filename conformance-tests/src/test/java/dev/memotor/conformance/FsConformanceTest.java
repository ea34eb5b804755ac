package dev.memotor.conformance;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("slow")
final class FsConformanceTest extends MemotorConformanceBase {

  @Override
  String engine(Path place) {
    return "fs:" + place;
  }
}
