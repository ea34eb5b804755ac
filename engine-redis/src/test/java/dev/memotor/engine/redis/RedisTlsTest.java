package dev.memotor.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections, and who is trusted. */
class RedisTlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir static Path directory;

  private final ManualClock clock = new ManualClock(1_800_000_000L);

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    pem("redis.key", "PRIVATE KEY", keys.getKey("redis", PASSWORD.toCharArray()).getEncoded());
    pem("redis.crt", "CERTIFICATE", keys.getCertificate("redis").getEncoded());
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("redis", keys.getCertificate("redis"));
    try (var out = Files.newOutputStream(directory.resolve("trust.p12"))) {
      trust.store(out, PASSWORD.toCharArray());
    }
  }

  private static void pem(String file, String kind, byte[] bytes) throws Exception {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    Files.writeString(
        directory.resolve(file),
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }

  @Test
  void rediss_encrypts_andChecksWhoAnswers() throws Exception {
    int tlsPort = RedisProcess.freePort();
    try (RedisProcess redis =
        RedisProcess.server(
            "--tls-port",
            Integer.toString(tlsPort),
            "--tls-cert-file",
            directory.resolve("redis.crt").toString(),
            "--tls-key-file",
            directory.resolve("redis.key").toString(),
            "--tls-ca-cert-file",
            directory.resolve("redis.crt").toString(),
            "--tls-auth-clients",
            "no")) {
      String location = "//127.0.0.1:" + tlsPort;
      String trust =
          "timeout=30s&trust-store="
              + directory.resolve("trust.p12")
              + "&trust-store-password="
              + PASSWORD;
      works("rediss:" + location + "?" + trust);
      works("redis:" + location + "?tls=true&" + trust);
      works("rediss:" + location + "?insecure=true&timeout=30s");
      assertThatThrownBy(() -> works("rediss:" + location))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("127.0.0.1:" + tlsPort);
      assertThatThrownBy(() -> works("rediss:" + location + "?trust-store=/no/such/file"))
          .hasMessageContaining("trust-store");
      assertThatThrownBy(() -> works("redis:" + location + "?timeout=300ms"))
          .isInstanceOf(EngineException.class);
      assertThat(redis.command("EXISTS", "k")).isEqualTo(1L);
    }
  }

  private void works(String uri) {
    try (Engine engine = Engines.open(uri, clock)) {
      Store set = new Store(Key.of("k"), Store.Mode.SET, new byte[100_000], 0, Exptime.NEVER);
      assertThat(RecordingBatch.call(engine, set).isOk()).isTrue();
      assertThat(RecordingBatch.call(engine, new Get(Key.of("k"))).isOk()).isTrue();
    }
  }
}
