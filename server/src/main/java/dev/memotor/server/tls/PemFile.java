package dev.memotor.server.tls;

import dev.memotor.server.config.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PEM file of certificates or keys. Errors name the file. */
final class PemFile {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final String[] ALGORITHMS = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};
  private static final String HOW_TO_CONVERT =
      "; convert it with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

  private final String name;
  private final List<Block> blocks = new ArrayList<>();

  private record Block(String type, byte[] content) {}

  /**
   * Reads a file.
   *
   * @param option names it in messages
   */
  PemFile(String option, Path path) {
    name = "-o " + option + "=" + path;
    String text;
    try {
      text = Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw ConfigurationException.cannotRead(name, e);
    }
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), decode(matcher.group(2))));
    }
  }

  private byte[] decode(String text) {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(name + " holds a block that is not base64", e);
    }
  }

  /** Returns the certificates, at least one. */
  List<X509Certificate> certificates() {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.type.equals("CERTIFICATE")) {
        certificates.add(certificate(block));
      }
    }
    if (certificates.isEmpty()) {
      throw new ConfigurationException(name + " holds no certificate in PEM form");
    }
    return certificates;
  }

  private X509Certificate certificate(Block block) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.content));
    } catch (CertificateException e) {
      throw new ConfigurationException(name + " holds a broken certificate: " + e.getMessage(), e);
    }
  }

  /** Returns the private key. */
  PrivateKey privateKey() {
    for (Block block : blocks) {
      switch (block.type) {
        case "PRIVATE KEY" -> {
          return privateKey(block);
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new ConfigurationException(
                name
                    + " holds an encrypted key, and there is no way to ask for its password"
                    + HOW_TO_CONVERT);
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
            throw new ConfigurationException(
                name
                    + " holds a key in an older form ("
                    + block.type
                    + "); PKCS#8 (PRIVATE KEY) is wanted"
                    + HOW_TO_CONVERT);
        default -> {}
      }
    }
    throw new ConfigurationException(name + " holds no private key in PEM form (PKCS#8)");
  }

  private PrivateKey privateKey(Block block) {
    GeneralSecurityException last = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm)
            .generatePrivate(new PKCS8EncodedKeySpec(block.content));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw new ConfigurationException(
        name + " holds a private key that is broken or of an unknown kind", last);
  }

  @Override
  public String toString() {
    return name;
  }
}
