package dev.memotor.conformance.against;

import java.util.List;

/** Sequences of the binary protocol. */
final class BinarySequences extends SequenceGenerator {

  private static final int TOO_LARGE = 1 << 20;

  BinarySequences(SeededRandom random, SequenceLimits limits) {
    super(random, limits);
  }

  @Override
  List<String> request() {
    return List.of("> " + frame());
  }

  private String frame() {
    return switch (random.below(40)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 ->
          store(random.of("SET", "SET", "SETQ", "ADD", "ADDQ", "REPLACE", "REPLACEQ"));
      case 10, 11, 12, 13 -> concat();
      case 14, 15, 16, 17, 18, 19, 20 ->
          random.of("GET", "GET", "GETQ", "GETK", "GETKQ") + key(anyKey()) + opaque();
      case 21, 22, 23 ->
          random.of("GAT", "GATQ", "GATK", "GATKQ", "TOUCH")
              + key(anyKey())
              + " expiry="
              + expiry()
              + opaque();
      case 24, 25, 26 -> random.of("DELETE", "DELETEQ") + key(anyKey()) + cas(4) + opaque();
      case 27, 28, 29, 30, 31, 32, 33 -> count();
      case 34 ->
          random.of("NOOP", "VERBOSITY", "0x25", "0x3d", "0x1f", "SASL_LIST_MECHS") + opaque();
      case 35 -> limits.flush() && random.oneIn(6) ? flush() : "NOOP" + opaque();
      case 36 -> random.oneIn(40) ? tooLarge() : "GET" + key(anyKey());
      case 37 -> random.oneIn(6) ? malformed() : odd();
      default -> random.of("GET", "GETKQ") + key(anyKey());
    };
  }

  private static String key(String key) {
    return " key=" + key;
  }

  private String opaque() {
    return random.oneIn(4) ? " opaque=" + random.below(1 << 30) : "";
  }

  private String cas(int oneIn) {
    return random.oneIn(oneIn) ? " cas=" + casNumber() : "";
  }

  /** Returns an exptime; the field is unsigned here, so no item is stored expired. */
  private String expiry() {
    return random.of("0", "0", "0", "100", "2592000", "2592001", "{now+1000}", "4294967295");
  }

  private String store(String opcode) {
    String key = anyKey();
    return opcode
        + key(key)
        + " value=\""
        + valueFor(key)
        + "\" flags="
        + flags()
        + " expiry="
        + expiry()
        + cas(4)
        + opaque();
  }

  private String concat() {
    String key = textKey();
    return random.of("APPEND", "PREPEND", "APPENDQ", "PREPENDQ")
        + key(key)
        + " value=\""
        + valueFor(key)
        + "\""
        + cas(4)
        + opaque();
  }

  private String count() {
    // Texts are not incremented, and a missing one must not become a number.
    boolean text = random.oneIn(8);
    return random.of("INCREMENT", "DECREMENT", "INCREMENTQ", "DECREMENTQ")
        + key(text ? textKey() : counterKey())
        + " delta="
        + delta()
        + " initial="
        + random.of("0", "13", huge("18446744073709551615", "1000000"))
        + " expiry="
        + (text ? "4294967295" : random.of("0", "100", "4294967295", "4294967295"))
        + cas(6)
        + opaque();
  }

  private String flush() {
    return random.of("FLUSH", "FLUSHQ", "FLUSH expiry=0") + opaque();
  }

  private String tooLarge() {
    return random.of("SET", "SETQ", "ADD", "REPLACE")
        + key(anyKey())
        + " value=\"{x*"
        + TOO_LARGE
        + "}\""
        + opaque();
  }

  /** Returns a malformed request, after which servers close. */
  private String malformed() {
    closing = true;
    String key = " key={key}a";
    return switch (random.below(20)) {
      case 0 -> random.of("GET", "GETKQ", "DELETE", "DELETEQ", "APPEND", "SET", "INCREMENT");
      case 1 -> random.of("SET", "ADDQ", "REPLACE") + key + " extras=00000000";
      case 2 -> random.of("NOOP", "VERSION", "QUIT", "QUITQ", "FLUSH") + key;
      case 3 -> random.of("INCREMENT", "DECREMENTQ") + key + " extras=0000000000000001";
      case 4 -> random.of("GET", "SET", "INCREMENT", "TOUCH", "STAT") + " key={key:251}";
      case 5 -> random.of("GET", "GETQ", "DELETE", "INCREMENT") + key + " value=x";
      case 6 -> random.of("GET", "DELETEQ", "APPEND", "PREPEND", "STAT") + key + " extras=00000000";
      case 7 -> random.of("NOOP", "VERSION", "QUIT", "FLUSHQ") + " value=abc";
      case 8 -> "FLUSH extras=0000";
      case 9 -> random.of("TOUCH", "GAT", "GATKQ") + key + " extras=0000";
      case 10 -> random.of("TOUCH", "GATQ") + " expiry=0";
      case 11 -> random.of("GET", "SET", "NOOP", "0x25", "STAT") + key + " bodylen=3";
      case 12 -> "SET" + key + " bodylen=1073741825";
      case 13 -> random.of("QUIT", "QUITQ", "QUIT cas=5");
      case 14 -> "SASL_LIST_MECHS" + key;
      case 15 ->
          random.of("SASL_AUTH", "SASL_STEP") + random.of("", " value=x", " extras=00" + key);
      default -> random.of("GET", "ADD", "DECREMENT", "STAT extras=00");
    };
  }

  /**
   * Returns a request that is refused, or odd but accepted, without consequences for the
   * connection.
   */
  private String odd() {
    return switch (random.below(8)) {
      case 0 ->
          "STAT key=" + random.of("bogus", "conns", "itemsx", "Reset", "cachedump", "extstore");
      case 1 -> random.of("0x25", "0x30", "0x3d", "0x7f", "0xff", "VERBOSITY", "0x1f") + opaque();
      case 2 -> "SASL_AUTH key=PLAIN value=abc" + opaque();
      case 3 -> random.of("NOOP", "VERSION") + " datatype=" + random.below(256) + " cas=7";
      case 4 -> "GET" + key(anyKey()) + " vbucket=" + random.below(65_536) + " cas=9";
      case 5 -> "0x25 value={x*" + random.below(5_000) + "}";
      case 6 ->
          random.of("GET", "DELETE", "SET")
              + " key=\""
              + random.of("a b", "\\r\\n", "\\0")
              + "{key}\"";
      default ->
          random.of("INCREMENT", "DECREMENTQ")
              + key(counterKey())
              + " delta=1 initial=3 expiry="
              + random.of("1000", "2592001", "2147483648", "4294967294");
    };
  }
}
