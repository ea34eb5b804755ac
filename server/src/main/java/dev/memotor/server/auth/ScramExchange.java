package dev.memotor.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SCRAM-SHA-256 exchange (RFC 5802, RFC 7677), without channel binding.
 * Three messages of the client: its name and nonce, its proof, and an empty one behind the server's
 * own proof, as clients of memcached send it.
 */
public final class ScramExchange {

  /** The name of the mechanism. */
  public static final String MECHANISM = "SCRAM-SHA-256";

  private static final int NONCE_BYTES = 18;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Supplier<String> nonces;
  private State state = State.NEW;
  private String name = "";
  private String header = "";
  private String clientFirst = "";
  private String nonce = "";
  private String serverFirst = "";
  private @Nullable Account account;
  private int iterations;
  private byte[] exchange = {};
  private byte[] proof = {};

  private enum State {
    NEW,
    CHALLENGED,
    PROVED,
    ENDED
  }

  public ScramExchange() {
    this(ScramExchange::randomNonce);
  }

  /** Creates an exchange with a given nonce, as in the vectors of the RFC. */
  ScramExchange(Supplier<String> nonces) {
    this.nonces = nonces;
  }

  private static String randomNonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Returns the login step of the client's next message. */
  public Login step(byte[] message) {
    return new Step(new String(message, StandardCharsets.ISO_8859_1));
  }

  private final class Step extends Login {

    private final String message;

    private Step(String message) {
      this.message = message;
    }

    @Override
    String name() {
      return name;
    }

    @Override
    @Nullable LoginOutcome withoutPassword(Accounts accounts) {
      State before = state;
      state = State.ENDED;
      return switch (before) {
        case NEW -> readFirst(message) ? challenge(accounts) : LoginOutcome.REFUSED;
        case CHALLENGED -> readFinal(message) && account != null ? null : LoginOutcome.REFUSED;
        case PROVED ->
            message.isEmpty() ? LoginOutcome.accepted(account().user()) : LoginOutcome.REFUSED;
        case ENDED -> LoginOutcome.REFUSED;
      };
    }

    @Override
    @Nullable LoginOutcome atOnce(Accounts accounts, KnownPasswords known) {
      return account().hasVerifier() ? checkProof() : null;
    }

    @Override
    LoginOutcome atLength(Accounts accounts, KnownPasswords known) {
      return checkProof();
    }
  }

  /** Reads {@code n,,n=user,r=nonce}; false if it is anything else. */
  private boolean readFirst(String message) {
    String[] parts = message.split(",", -1);
    // A client that insists on channel binding gets none here.
    if (parts.length < 4 || !(parts[0].equals("n") || parts[0].equals("y"))) {
      return false;
    }
    header = parts[0] + "," + parts[1] + ",";
    clientFirst = message.substring(header.length());
    String claimed = parts[2].startsWith("n=") ? unescape(parts[2].substring(2)) : null;
    if (claimed == null || claimed.isEmpty() || !parts[3].startsWith("r=")) {
      return false;
    }
    name = claimed;
    boolean actsForItself = parts[1].isEmpty() || claimed.equals(actingFor(parts[1]));
    nonce = parts[3].substring(2);
    return actsForItself && !nonce.isEmpty();
  }

  private static @Nullable String actingFor(String part) {
    return part.startsWith("a=") ? unescape(part.substring(2)) : null;
  }

  /** Returns a name with comma and equals sign unescaped; null if there is any other escape. */
  private static @Nullable String unescape(String text) {
    String plain = text.replace("=2C", ",").replace("=3D", "=");
    long escapes = text.chars().filter(c -> c == '=').count();
    long known = (text.length() - plain.length()) / 2L;
    return escapes == known ? plain : null;
  }

  private LoginOutcome challenge(Accounts accounts) {
    account = accounts.find(name);
    iterations = accounts.iterations(name);
    nonce += nonces.get();
    serverFirst =
        "r="
            + nonce
            + ",s="
            + Base64.getEncoder().encodeToString(accounts.salt(name))
            + ",i="
            + iterations;
    state = State.CHALLENGED;
    return LoginOutcome.continued(serverFirst.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads {@code c=header,r=nonce,p=proof}; false if it is anything else. */
  private boolean readFinal(String message) {
    int proofAt = message.lastIndexOf(",p=");
    if (proofAt < 0) {
      return false;
    }
    String withoutProof = message.substring(0, proofAt);
    String[] parts = withoutProof.split(",", -1);
    String binding =
        "c=" + Base64.getEncoder().encodeToString(header.getBytes(StandardCharsets.ISO_8859_1));
    if (parts.length < 2 || !parts[0].equals(binding) || !parts[1].equals("r=" + nonce)) {
      return false;
    }
    exchange =
        (clientFirst + "," + serverFirst + "," + withoutProof)
            .getBytes(StandardCharsets.ISO_8859_1);
    try {
      proof = Base64.getDecoder().decode(message.substring(proofAt + 3));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns the account that the client was challenged for. */
  private Account account() {
    return Objects.requireNonNull(account);
  }

  private LoginOutcome checkProof() {
    ScramVerifier verifier = account().verifier(iterations);
    if (!verifier.isProof(proof, exchange)) {
      return LoginOutcome.NEW_GUESS;
    }
    state = State.PROVED;
    String signature = "v=" + Base64.getEncoder().encodeToString(verifier.sign(exchange));
    return LoginOutcome.continued(signature.getBytes(StandardCharsets.ISO_8859_1));
  }
}
