package dev.memotor.conformance.clients;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineProvider;
import dev.memotor.server.MemotorServer;
import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.ListenConfig;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.TlsConfig;
import dev.memotor.server.config.TlsConfig.Clients;
import dev.memotor.server.config.TlsConfig.Protocol;
import dev.memotor.server.config.TlsConfig.Provider;
import dev.memotor.server.config.TlsConfig.Verify;
import dev.memotor.server.engines.EngineRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A memotor over engine memory that lets in one user only, on a listener with TLS and on one
 * without.
 */
final class SecuredServer implements AutoCloseable {

  static final String USER = "ann";
  static final String PASSWORD = "secret of ann";

  private final X509Bundle root;
  private final Path chain;
  private final Path key;
  private final Engine engine;
  private final MemotorServer server;

  SecuredServer(Path directory, Verify verify) throws Exception {
    root =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=root")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    chain = directory.resolve("chain.pem");
    key = directory.resolve("key.pem");
    replaceCertificate("CN=first");
    Path authorities = Files.writeString(directory.resolve("root.pem"), root.getCertificatePEM());
    Path users = Files.writeString(directory.resolve("users"), USER + ":" + PASSWORD + "\n");
    Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
    TlsConfig tls =
        new TlsConfig(chain, key, new Clients(verify, authorities), Protocol.DEFAULT, Provider.JDK);
    EngineProvider memory = EngineRegistry.load(null).providerOf("memory");
    engine = memory.open(EngineConfig.parse("memory", memory.options()), EngineContext.defaults());
    InetSocketAddress free = new InetSocketAddress("127.0.0.1", 0);
    server =
        MemotorServer.start(
            ServerConfig.local()
                .with(ListenConfig.at(ListenAddress.of(free), ListenAddress.clear(free)))
                .with(SecurityConfig.users(users, tls)),
            engine,
            EngineClock.system());
  }

  InetSocketAddress encrypted() {
    return server.address();
  }

  InetSocketAddress clear() {
    return (InetSocketAddress) server.addresses().get(1);
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

  /** Replaces the server's certificate on disk; it takes effect on reload. */
  void replaceCertificate(String subject) throws Exception {
    replace(issue(subject, tomorrow()));
  }

  void replaceCertificateByAnExpiredOne() throws Exception {
    replace(issue("CN=expired", Instant.now().minus(1, ChronoUnit.DAYS)));
  }

  private void replace(X509Bundle bundle) throws Exception {
    Files.writeString(chain, bundle.getCertificatePathPEM());
    Files.writeString(key, bundle.getPrivateKeyPEM());
  }

  void reload() {
    server.reload();
  }

  /** What a client without a certificate needs. */
  SSLContext anonymous() throws Exception {
    return context(new KeyManager[0]);
  }

  SSLContext withCertificate() throws Exception {
    return context(issue("CN=client", tomorrow()).toKeyManagerFactory().getKeyManagers());
  }

  SSLContext withExpiredCertificate() throws Exception {
    Instant yesterday = Instant.now().minus(1, ChronoUnit.DAYS);
    return context(issue("CN=old", yesterday).toKeyManagerFactory().getKeyManagers());
  }

  private SSLContext context(KeyManager[] keys) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {root.toTrustManager()}, null);
    return context;
  }

  @Override
  public void close() {
    server.close();
    engine.close();
  }
}
