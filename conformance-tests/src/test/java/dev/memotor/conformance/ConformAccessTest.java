package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.EngineClock;
import dev.memotor.server.config.AllowedCommands;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.TlsConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --tls} and {@code --auth}: the runner logs in like any client, or says why it cannot. */
@Tag("slow")
final class ConformAccessTest {

  private static final String PASSWORD = "two words:and a colon";
  private static final String[] MEMCAPABLE = {
    "--only",
    "memcapable",
    "--allow-flush",
    "--deviation",
    "memotor",
    "--since",
    "1.6.45",
    "-t",
    "10"
  };

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int conform(EmbeddedMemotor server, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("127.0.0.1:" + server.address().getPort());
    return new ConformTool()
        .run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(new String[0]));
  }

  private int memcapable(EmbeddedMemotor server, String... arguments) {
    List<String> all = new ArrayList<>(List.of(MEMCAPABLE));
    all.addAll(List.of(arguments));
    return conform(server, all.toArray(new String[0]));
  }

  private EmbeddedMemotor server(boolean users, boolean tls) throws Exception {
    return EmbeddedMemotor.over(
        "memory",
        ServerConfig.local()
            .with(
                new SecurityConfig(
                    users ? users() : null, users, tls ? tls() : null, AllowedCommands.DEFAULT)),
        EngineClock.system());
  }

  private Path users() throws IOException {
    return Files.writeString(directory.resolve("users"), "ana:" + PASSWORD + "\n");
  }

  private TlsConfig tls() throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=untrusted")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    return new TlsConfig(
        Files.writeString(directory.resolve("chain.pem"), bundle.getCertificatePathPEM()),
        Files.writeString(directory.resolve("key.pem"), bundle.getPrivateKeyPEM()),
        TlsConfig.Clients.ANONYMOUS,
        TlsConfig.Protocol.DEFAULT,
        TlsConfig.Provider.JDK);
  }

  private void assertAllPassed() {
    assertThat(out.toString())
        .contains("ascii stat", "binary stat")
        .contains(" passed, 0 failed")
        .doesNotContain("[FAIL]");
  }

  @Test
  void tls_carriesAllProtocols() throws Exception {
    try (EmbeddedMemotor server = server(false, true)) {
      assertThat(memcapable(server, "--tls")).as(out::toString).isZero();
    }
    assertAllPassed();
  }

  @Test
  void withoutTls_aTlsServerIsNotRecognized() throws Exception {
    try (EmbeddedMemotor server = server(false, true)) {
      assertThat(conform(server, "-T", "ascii set", "-t", "1")).isEqualTo(1);
    }
    assertThat(out.toString()).doesNotContain("[pass]");
  }

  @Test
  void tlsToAServerWithoutIt_isReportedInTime() throws Exception {
    try (EmbeddedMemotor server = server(false, false)) {
      assertThat(conform(server, "--tls", "-T", "ascii set", "-t", "1")).isEqualTo(1);
    }
    assertThat(err.toString()).contains("no memcached server at");
  }

  @Test
  void auth_logsInToText_andByPlainToBinary() throws Exception {
    try (EmbeddedMemotor server = server(true, false)) {
      assertThat(memcapable(server, "--auth", "ana:" + PASSWORD)).as(out::toString).isZero();
    }
    assertAllPassed();
  }

  @Test
  void authBehindTls() throws Exception {
    try (EmbeddedMemotor server = server(true, true)) {
      assertThat(memcapable(server, "--tls", "--auth", "ana:" + PASSWORD))
          .as(out::toString)
          .isZero();
    }
    assertAllPassed();
  }

  /** Cases that only hold without users and TLS do not run. */
  @Test
  void casesForOpenServers_areSkipped() throws Exception {
    String[] administration = {"--only", "administration", "--allow-flush", "-v", "-t", "10"};
    try (EmbeddedMemotor server = server(true, true)) {
      List<String> arguments = new ArrayList<>(List.of(administration));
      arguments.addAll(List.of("--tls", "--auth", "ana:" + PASSWORD));
      assertThat(conform(server, arguments.toArray(new String[0]))).as(out::toString).isZero();
    }
    assertThat(out.toString())
        .containsPattern("refresh_certs without TLS +\\[skip] for a server without TLS and logins")
        .containsPattern("SASL_AUTH without SASL +\\[skip]");
    out.getBuffer().setLength(0);
    try (EmbeddedMemotor server = server(false, false)) {
      assertThat(conform(server, administration)).as(out::toString).isZero();
    }
    assertThat(out.toString())
        .containsPattern("refresh_certs without TLS +\\[pass]")
        .containsPattern("SASL_AUTH without SASL +\\[pass]");
  }

  @Test
  void wrongPassword_isReportedWithoutThePassword() throws Exception {
    try (EmbeddedMemotor server = server(true, false)) {
      assertThat(conform(server, "--auth", "ana:guess", "-T", "ascii set")).isEqualTo(1);
    }
    assertThat(err.toString()).contains("does not let ana in").doesNotContain("guess");
    assertThat(out.toString()).doesNotContain("guess", "[pass]");
  }

  @Test
  void withoutAuth_nothingPasses() throws Exception {
    try (EmbeddedMemotor server = server(true, false)) {
      assertThat(conform(server, "--only", "* set", "-t", "1")).isEqualTo(1);
    }
    assertThat(err.toString()).contains("no memcached server", "--auth USER:PASSWORD");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void auth_withoutAColon_isWrongUsage() throws Exception {
    try (EmbeddedMemotor server = server(false, false)) {
      assertThat(conform(server, "--auth", "ana")).isEqualTo(2);
    }
    assertThat(err.toString()).contains("USER:PASSWORD");
  }
}
