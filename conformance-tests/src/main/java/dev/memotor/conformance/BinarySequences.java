package dev.memotor.conformance;

import java.util.List;

/** Sequences of the binary protocol. */
final class BinarySequences extends SequenceGenerator {

  private static final int TOO_LARGE = 1 << 20;

  BinarySequences(Chance chance, SequenceLimits limits) {
    super(chance, limits);
  }

  @Override
  List<String> request() {
    return List.of("> " + frame());
  }

  private String frame() {
    return switch (chance.below(40)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 ->
          store(chance.of("SET", "SET", "SETQ", "ADD", "ADDQ", "REPLACE", "REPLACEQ"));
      case 10, 11, 12, 13 -> concat();
      case 14, 15, 16, 17, 18, 19, 20 ->
          chance.of("GET", "GET", "GETQ", "GETK", "GETKQ") + key(anyKey()) + opaque();
      case 21, 22, 23 ->
          chance.of("GAT", "GATQ", "GATK", "GATKQ", "TOUCH")
              + key(anyKey())
              + " expiry="
              + expiry()
              + opaque();
      case 24, 25, 26 -> chance.of("DELETE", "DELETEQ") + key(anyKey()) + cas(4) + opaque();
      case 27, 28, 29, 30, 31, 32, 33 -> count();
      case 34 ->
          chance.of("NOOP", "VERBOSITY", "0x25", "0x3d", "0x1f", "SASL_LIST_MECHS") + opaque();
      case 35 -> limits.flush() && chance.oneIn(6) ? flush() : "NOOP" + opaque();
      case 36 -> chance.oneIn(40) ? tooLarge() : "GET" + key(anyKey());
      case 37 -> chance.oneIn(10) ? malformed() : "GETQ" + key(anyKey());
      default -> chance.of("GET", "GETKQ") + key(anyKey());
    };
  }

  private static String key(String key) {
    return " key=" + key;
  }

  private String opaque() {
    return chance.oneIn(4) ? " opaque=" + chance.below(1 << 30) : "";
  }

  private String cas(int oneIn) {
    return chance.oneIn(oneIn) ? " cas=" + casNumber() : "";
  }

  /** The field is unsigned here: nothing is dead by a negative number. */
  private String expiry() {
    return chance.of("0", "0", "0", "100", "2592000", "2592001", "{now+1000}", "4294967295");
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
    return chance.of("APPEND", "PREPEND", "APPENDQ", "PREPENDQ")
        + key(key)
        + " value=\""
        + valueFor(key)
        + "\""
        + cas(4)
        + opaque();
  }

  private String count() {
    // A text is not counted on, and must not become a number where it is missing.
    boolean text = chance.oneIn(8);
    return chance.of("INCREMENT", "DECREMENT", "INCREMENTQ", "DECREMENTQ")
        + key(text ? textKey() : counterKey())
        + " delta="
        + delta()
        + " initial="
        + chance.of("0", "13", huge("18446744073709551615", "1000000"))
        + " expiry="
        + (text ? "4294967295" : chance.of("0", "100", "4294967295", "4294967295"))
        + cas(6)
        + opaque();
  }

  private String flush() {
    return chance.of("FLUSH", "FLUSHQ", "FLUSH expiry=0") + opaque();
  }

  private String tooLarge() {
    return chance.of("SET", "SETQ", "ADD", "REPLACE")
        + key(anyKey())
        + " value=\"{x*"
        + TOO_LARGE
        + "}\""
        + opaque();
  }

  /** Wrong shapes, after which servers close. */
  private String malformed() {
    closing = true;
    return switch (chance.below(5)) {
      case 0 -> "GET";
      case 1 -> "SET key={key}a extras=00000000";
      case 2 -> "NOOP key={key}a";
      case 3 -> "INCREMENT key={key}a extras=0000000000000001";
      default -> "GET key={key:251}";
    };
  }
}
