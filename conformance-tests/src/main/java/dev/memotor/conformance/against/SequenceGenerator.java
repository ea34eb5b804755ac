package dev.memotor.conformance.against;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.template.TemplateParser;
import dev.memotor.conformance.wire.Protocol;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes sequences of mostly valid requests over few keys. Two keys hold texts and two hold numbers,
 * so that numbers are never joined to texts: there memcached's padded counters would differ from
 * unpadded ones in ways that cannot be undone.
 */
abstract class SequenceGenerator {

  private static final int STEPS_MAX = 12;
  private static final int PIPELINE_MAX = 3;

  /**
   * A key that sequences never store and read: whether a refused request counts as an access does
   * not matter.
   */
  static final String OTHER = "{key}x";

  final SeededRandom random;
  final SequenceLimits limits;

  /**
   * Set by a request after which servers close: it is the last, because bytes that arrive on a
   * closed connection can discard earlier replies.
   */
  boolean closing;

  SequenceGenerator(SeededRandom random, SequenceLimits limits) {
    this.random = random;
    this.limits = limits;
  }

  static SequenceGenerator of(Protocol protocol, long seed, SequenceLimits limits) {
    SeededRandom random = new SeededRandom(seed);
    return switch (protocol) {
      case CLASSIC -> new ClassicSequences(random, limits);
      case META -> new MetaSequences(random, limits);
      case BINARY -> new BinarySequences(random, limits);
    };
  }

  /** Returns one request, as lines of a case file. */
  abstract List<String> request();

  List<WireStep> sequence() {
    List<WireStep> steps = new ArrayList<>();
    int length = 2 + random.below(STEPS_MAX - 1);
    while (steps.size() < length && !closing) {
      List<List<String>> pipeline = new ArrayList<>();
      int requests = random.oneIn(2) ? 1 : 1 + random.below(PIPELINE_MAX);
      for (int i = 0; i < requests && !closing; i++) {
        pipeline.add(request());
      }
      steps.add(new WireStep(pipeline));
    }
    return steps;
  }

  String textKey() {
    return "{key}" + random.of("a", "b");
  }

  String counterKey() {
    return "{key}" + random.of("c", "d");
  }

  String anyKey() {
    return random.oneIn(3) ? counterKey() : textKey();
  }

  static boolean isCounter(String key) {
    return key.endsWith("c") || key.endsWith("d") || key.endsWith("c}") || key.endsWith("d}");
  }

  /** Returns a value that suits the key; no number ever becomes part of a text. */
  String valueFor(String key) {
    if (isCounter(key)) {
      return random.oneIn(5)
          ? huge("18446744073709551615", "4611686018427387904")
          : random.of("0", "1", "5", "9", "10", "100", "99", "00010", "12a", "x", "-1");
    }
    return switch (random.below(12)) {
      case 0 -> "";
      case 1 -> "{y*1500}";
      case 2 -> "{z*20000}";
      case 3 -> "END";
      case 4 -> "one two";
      default -> random.of("abc", "d", "longer-value", "VALUE");
    };
  }

  /** Returns the length of the bytes that a value stands for. */
  static int length(String value) {
    return TemplateParser.parse(value).render(new Bindings("", InstantSource.system())).length();
  }

  /** Returns an exptime: mostly never, and never so short that it passes on a slow machine. */
  String exptime() {
    return switch (random.below(12)) {
      case 0 -> "-1";
      case 1 -> "2592001";
      case 2 -> "{now+1000}";
      case 3 -> "2592000";
      case 4 -> "100";
      case 5 -> "{now-10}";
      default -> "0";
    };
  }

  String flags() {
    return random.of("0", "0", "5", "65536", "4294967295");
  }

  String delta() {
    return random.oneIn(6)
        ? huge("18446744073709551615", "1000000")
        : random.of("0", "1", "1", "7", "100");
  }

  /**
   * A number above 2^63, where both servers count with them. memcached's old parser then looks for
   * a minus in the memory after the number, and refuses if it finds one.
   */
  String huge(String number, String otherwise) {
    return limits.since(SequenceLimits.NEW_PARSER) ? number : otherwise;
  }

  /**
   * Returns mostly the latest number seen; sometimes an older one, or one that was never assigned.
   */
  String casNumber() {
    return random.of(
        "{cas:0}", "{cas:0}", "{cas:0}", "{cas:1}", "{cas:2}", "0", "9000000000000000002");
  }

  /**
   * Like {@link #casNumber}, for a condition on which number is older: only numbers of the same
   * key, or numbers that no server assigns itself.
   */
  String casNumberOf(String key) {
    String own = key.substring(key.length() - 1);
    return random.of(
        "{cas:0:" + own + "}", "{cas:1:" + own + "}", "{cas:2:" + own + "}", "0", chosenCas());
  }

  /** Returns a number for E: above all that servers assign themselves, so that its age is known. */
  String chosenCas() {
    return "9000000000000001" + (100 + random.below(900));
  }
}
