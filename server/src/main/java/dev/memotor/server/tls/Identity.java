package dev.memotor.server.tls;

import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.TlsConfig;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate chain and its private key.
 *
 * @param chain the server's own certificate first
 * @param key of the first certificate
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.tls");
  private static final byte[] PROBE = {1, 2, 3};

  /**
   * Reads the files.
   *
   * @throws ConfigurationException if one is broken, or they do not fit
   */
  static Identity read(TlsConfig config) {
    PemFile chainFile = new PemFile("ssl_chain_cert", config.chain());
    PemFile keyFile = new PemFile("ssl_key", config.key());
    Identity identity = new Identity(chainFile.certificates(), keyFile.privateKey());
    if (!identity.fits()) {
      throw new ConfigurationException(
          keyFile + " is not the key of the first certificate in " + chainFile);
    }
    Instant end = identity.chain.get(0).getNotAfter().toInstant();
    if (end.isBefore(Instant.now())) {
      // Clients will refuse it; the cause should be in this log.
      LOG.warn("the certificate in {} has expired on {}", chainFile, end);
    }
    return identity;
  }

  private boolean fits() {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "RSASSA-PSS" -> null;
          default -> key.getAlgorithm();
        };
    if (algorithm == null) {
      // Its parameters are in the key; the provider checks them.
      return true;
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(chain.get(0).getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      LOG.debug("the key does not sign for its certificate", e);
      return false;
    }
  }
}
