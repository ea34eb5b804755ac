package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * Encrypts connections. Jedis could do that, but would read the trust store again for each of them,
 * which takes longer than many operations may.
 */
final class TlsLayer {

  private final SSLSocketFactory factory;
  private final boolean checkHost;

  private TlsLayer(SSLSocketFactory factory, boolean checkHost) {
    this.factory = factory;
    this.checkHost = checkHost;
  }

  /** Returns the layer for these settings, or null for no encryption. */
  static @Nullable TlsLayer of(RedisSettings.Tls tls) {
    if (!tls.on()) {
      return null;
    }
    SslOptions.Builder options =
        SslOptions.builder()
            .sslVerifyMode(tls.insecure() ? SslVerifyMode.INSECURE : SslVerifyMode.FULL);
    if (!tls.insecure() && !tls.trustStore().isEmpty()) {
      File file = new File(tls.trustStore());
      if (!file.canRead()) {
        throw wrong(file + ", which is not a readable file", null);
      }
      options.truststore(file, tls.trustStorePassword().toCharArray());
    }
    try {
      return new TlsLayer(options.build().createSslContext().getSocketFactory(), !tls.insecure());
    } catch (IOException | GeneralSecurityException e) {
      throw wrong("'" + tls.trustStore() + "', which cannot be used: " + e.getMessage(), e);
    }
  }

  private static EngineException wrong(String what, @Nullable Exception cause) {
    return new EngineException(
        EngineException.Kind.CONFIGURATION, "option 'trust-store' names " + what, cause);
  }

  /** Performs the TLS handshake, within the plain socket's timeout. */
  Socket over(Socket plain, HostAndPort address) throws IOException {
    SSLSocket socket =
        (SSLSocket) factory.createSocket(plain, address.getHost(), address.getPort(), true);
    if (checkHost) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    socket.startHandshake();
    return socket;
  }
}
