package dev.memotor.conformance.clients;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), which the JDK lacks. */
final class ScramClient {

  private static final String NONCE = "client0nonce";
  private static final int KEY_BITS = 256;

  private final String user;
  private final String password;

  ScramClient(String user, String password) {
    this.user = user;
    this.password = password;
  }

  private String bare() {
    return "n=" + user + ",r=" + NONCE;
  }

  String first() {
    return "n,," + bare();
  }

  /** The answer to the server's challenge, and what the server must prove in turn. */
  String[] last(String challenge) throws GeneralSecurityException {
    String nonce = field(challenge, 'r');
    byte[] salt = Base64.getDecoder().decode(field(challenge, 's'));
    int iterations = Integer.parseInt(field(challenge, 'i'));
    byte[] salted =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS))
            .getEncoded();
    String withoutProof = "c=biws,r=" + nonce;
    String all = bare() + "," + challenge + "," + withoutProof;
    byte[] clientKey = mac(salted, "Client Key");
    byte[] proof = mac(MessageDigest.getInstance("SHA-256").digest(clientKey), all);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= clientKey[i];
    }
    byte[] verifier = mac(mac(salted, "Server Key"), all);
    return new String[] {
      withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof),
      "v=" + Base64.getEncoder().encodeToString(verifier)
    };
  }

  private static String field(String message, char name) {
    for (String part : message.split(",")) {
      if (part.charAt(0) == name) {
        return part.substring(2);
      }
    }
    throw new AssertionError("no " + name + " in " + message);
  }

  private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
