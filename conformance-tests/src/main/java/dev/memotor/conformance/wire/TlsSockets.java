package dev.memotor.conformance.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * TLS as a judge needs it: what is judged is the protocol inside, so any certificate will do, and
 * servers under test mostly have one that they signed themselves.
 */
final class TlsSockets {

  private TlsSockets() {}

  static Socket over(Socket plain, InetSocketAddress address, Duration timeout) throws IOException {
    try {
      // Else a plain server, which waits for the rest of a line, would be waited for without end.
      plain.setSoTimeout(Math.toIntExact(timeout.toMillis()));
      SSLSocket socket =
          (SSLSocket)
              FactoryHolder.FACTORY.createSocket(
                  plain, address.getHostString(), address.getPort(), true);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      plain.close();
      throw new IOException("TLS does not come about: " + e.getMessage(), e);
    }
  }

  /** Made at first use only: it takes time that runs without TLS should not spend. */
  private static final class FactoryHolder {
    static final SSLSocketFactory FACTORY = factory();

    private static SSLSocketFactory factory() {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        return context.getSocketFactory();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no TLS", e);
      }
    }
  }

  private static final class AnyCertificate implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
