package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The coverage page is up to date. */
final class ProtocolCoverageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("memotor.test.sources"), "docs", "protocol-coverage.md");

  @Test
  void page_isUpToDate() throws IOException {
    String page = new ProtocolCoveragePage().render();
    if (Boolean.getBoolean("memotor.docs.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE)
        .as("docs/protocol-coverage.md; its first lines say how to regenerate it")
        .hasContent(page);
  }
}
