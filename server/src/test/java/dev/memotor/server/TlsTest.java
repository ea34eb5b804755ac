package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.TlsConfig;
import dev.memotor.server.config.TlsConfig.Clients;
import dev.memotor.server.config.TlsConfig.Protocol;
import dev.memotor.server.config.TlsConfig.Provider;
import dev.memotor.server.config.TlsConfig.Verify;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS with certificates made here: versions, client certificates, renewal, and what is refused. */
final class TlsTest {

  private static final InetSocketAddress FREE = new InetSocketAddress("127.0.0.1", 0);
  private static final String GET = "mn\r\n";

  @TempDir private Path directory;
  private X509Bundle root;
  private Path chain;
  private Path key;

  @BeforeEach
  void certificates() throws Exception {
    root =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=root")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    chain = directory.resolve("chain.pem");
    key = directory.resolve("key.pem");
    write("CN=first");
  }

  private X509Bundle issue(String subject, Instant end) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .addSanIpAddress("127.0.0.1")
        .notBefore(Instant.now().minus(10, ChronoUnit.DAYS))
        .notAfter(end)
        .buildIssuedBy(root);
  }

  private static Instant tomorrow() {
    return Instant.now().plus(1, ChronoUnit.DAYS);
  }

  private void write(String subject) throws Exception {
    X509Bundle bundle = issue(subject, tomorrow());
    Files.writeString(chain, bundle.getCertificatePathPEM());
    Files.writeString(key, bundle.getPrivateKeyPEM());
  }

  private TestServer start(Verify verify, Provider provider, ListenAddress... listeners)
      throws IOException {
    Path authorities = directory.resolve("root.pem");
    Files.writeString(authorities, root.getCertificatePEM());
    TlsConfig tls =
        new TlsConfig(chain, key, new Clients(verify, authorities), Protocol.DEFAULT, provider);
    return TestServer.with().security(SecurityConfig.tls(tls)).listeners(listeners).start();
  }

  private SSLSocket connect(TestServer server, X509Bundle own, String... versions)
      throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys =
        own == null ? new KeyManager[0] : own.toKeyManagerFactory().getKeyManagers();
    context.init(keys, new TrustManager[] {root.toTrustManager()}, null);
    InetSocketAddress address = server.address();
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.setSoTimeout(60_000);
    if (versions.length > 0) {
      socket.setEnabledProtocols(versions);
    }
    return socket;
  }

  private static String ask(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    StringBuilder reply = new StringBuilder();
    while (reply.indexOf("\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed");
      }
      reply.append((char) next);
    }
    return reply.toString();
  }

  private static String subject(SSLSocket socket) throws IOException {
    X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return first.getSubjectX500Principal().getName();
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void bothVersions_bothProviders(Provider provider) throws Exception {
    try (TestServer server = start(Verify.NONE, provider)) {
      for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
        try (SSLSocket socket = connect(server, null, version)) {
          assertThat(ask(socket, GET)).isEqualTo("MN\r\n");
          assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void renegotiation_isRefused(Provider provider) throws Exception {
    try (TestServer server = start(Verify.NONE, provider);
        SSLSocket socket = connect(server, null, "TLSv1.2")) {
      assertThat(ask(socket, GET)).isEqualTo("MN\r\n");
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                ask(socket, GET);
              })
          .isInstanceOf(IOException.class);
      try (SSLSocket other = connect(server, null, "TLSv1.2")) {
        assertThat(ask(other, GET)).isEqualTo("MN\r\n");
      }
    }
  }

  @Test
  void halfClosed_isAnsweredToTheEnd() throws Exception {
    try (TestServer server = start(Verify.NONE, Provider.JDK);
        SSLSocket socket = connect(server, null, "TLSv1.3")) {
      socket.getOutputStream().write("mn\r\nmn\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes())
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("MN\r\nMN\r\n");
    }
  }

  @Test
  void clearText_isClosedInSilence_butTakenByANotlsListener() throws Exception {
    try (TestServer server =
        start(Verify.NONE, Provider.JDK, ListenAddress.of(FREE), ListenAddress.clear(FREE))) {
      assertThat(server.connect().send("version\r\n").readAll()).isEmpty();
      InetSocketAddress clear = (InetSocketAddress) server.server().addresses().get(1);
      try (WireClient client = server.connect(clear)) {
        client.send("stats\r\n");
        assertThat(client.readThrough("END\r\n"))
            .contains("STAT ssl_handshake_errors 1\r\n")
            .contains("STAT time_since_server_cert_refresh ");
        client.send("stats settings\r\n");
        assertThat(client.readThrough("END\r\n")).contains("STAT ssl_enabled yes\r\n");
      }
    }
  }

  @Test
  void clientCertificate_missing_expired_right() throws Exception {
    try (TestServer server = start(Verify.REQUIRE, Provider.JDK)) {
      X509Bundle expired = issue("CN=old", Instant.now().minus(1, ChronoUnit.DAYS));
      for (X509Bundle wrong : new X509Bundle[] {null, expired}) {
        try (SSLSocket socket = connect(server, wrong)) {
          assertThatThrownBy(() -> ask(socket, GET)).isInstanceOf(IOException.class);
        }
      }
      try (SSLSocket socket = connect(server, issue("CN=client", tomorrow()))) {
        assertThat(ask(socket, GET)).isEqualTo("MN\r\n");
      }
    }
  }

  @Test
  void renewal_underUse_dropsNoConnection_andAFailedOneChangesNothing() throws Exception {
    try (TestServer server = start(Verify.NONE, Provider.JDK);
        SSLSocket old = connect(server, null)) {
      assertThat(ask(old, GET)).isEqualTo("MN\r\n");
      for (int round = 0; round < 10; round++) {
        write("CN=round" + round);
        assertThat(ask(old, "refresh_certs\r\n")).isEqualTo("OK\r\n");
        try (SSLSocket fresh = connect(server, null)) {
          assertThat(ask(fresh, GET)).isEqualTo("MN\r\n");
          assertThat(subject(fresh)).isEqualTo("CN=round" + round);
        }
        assertThat(ask(old, GET)).isEqualTo("MN\r\n");
      }
      Files.writeString(key, "nothing");
      assertThat(ask(old, "refresh_certs\r\n"))
          .contains("holds no private key")
          .contains("key.pem");
      try (SSLSocket fresh = connect(server, null)) {
        assertThat(ask(fresh, GET)).isEqualTo("MN\r\n");
        assertThat(subject(fresh)).isEqualTo("CN=round9");
      }
      assertThat(subject(old)).isEqualTo("CN=first");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "chain.pem, nothing, holds no certificate",
    "key.pem, nothing, holds no private key",
    "key.pem, -----BEGIN RSA PRIVATE KEY-----AAAA-----END RSA PRIVATE KEY-----, openssl pkcs8",
    "key.pem, -----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----, is broken or of an unknown"
  })
  void brokenFile_isNamedAtTheStart(String file, String content, String message)
      throws IOException {
    Files.writeString(directory.resolve(file), content);
    assertThatThrownBy(() -> start(Verify.NONE, Provider.JDK))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(message);
  }

  @Test
  void keyOfAnotherCertificate_isNoticedAtTheStart() throws Exception {
    Files.writeString(key, issue("CN=other", tomorrow()).getPrivateKeyPEM());
    assertThatThrownBy(() -> start(Verify.NONE, Provider.JDK))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("key.pem is not the key of the first certificate in");
  }
}
