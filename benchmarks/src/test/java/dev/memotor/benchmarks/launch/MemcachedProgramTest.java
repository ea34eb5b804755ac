package dev.memotor.benchmarks.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemcachedProgramTest {

  @TempDir private Path home;

  private final StringWriter log = new StringWriter();

  @Test
  void theNewest_comesFirst() throws IOException {
    Path script = script("echo fetching; echo memcached 99.1.0");
    List<MemcachedProgram> found = find();
    assertThat(found.get(0)).isEqualTo(new MemcachedProgram("99.1.0", List.of(script.toString())));
    assertThat(found.stream().map(MemcachedProgram::version)).doesNotHaveDuplicates();
    assertThat(log.toString()).isEmpty();
  }

  @Test
  void whatCannotBeFetched_isLeftOut_andTheReasonLogged() throws IOException {
    script("echo no mirror; exit 1");
    assertThat(find()).allMatch(program -> program.command().equals(List.of("memcached")));
    assertThat(log.toString()).contains("no mirror");
  }

  private Path script(String body) throws IOException {
    Path scripts = Files.createDirectories(home.resolve("conformance-tests/scripts"));
    Path script = Files.writeString(scripts.resolve("memcached-newest"), "#!/bin/sh\n" + body);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<MemcachedProgram> find() {
    return MemcachedProgram.find(home, new PrintWriter(log, true));
  }
}
