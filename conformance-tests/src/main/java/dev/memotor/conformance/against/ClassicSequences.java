package dev.memotor.conformance.against;

import dev.memotor.conformance.wire.Protocol;
import java.util.List;

/** Sequences of the classic text protocol. */
final class ClassicSequences extends SequenceGenerator {

  private static final int TOO_LARGE = 1 << 20;

  private static final String[] FLAGS =
      ("0 5 +5 -1 x 1x 1.5 4294967296 18446744073709551615 18446744073709551616"
              + " -18446744073709551615 1\\t \\t1 1\\0 - 00000000000000000000001")
          .split(" ");

  private static final String[] EXPTIMES =
      ("0 0 100 +100 -1 - x 1.5 2147483648 4294967296 9223372036854775807"
              + " 9223372036854775808 -9223372036854775808 100\\t 000000000000000000000000100")
          .split(" ");

  /** Invalid lengths; a valid one that is too long would swallow what follows. */
  private static final String[] NO_LENGTHS =
      ("x -1 -3 3x 2147483646 2147483648 4294967299 99999999999999999999 1.5 +3 000000000003"
              + " noreply")
          .split(" ");

  private static final String[] CAS_NUMBERS =
      ("{cas:0} 1 +1 -1 x 18446744073709551615 18446744073709551616 00000000000000000000001"
              + " noreply")
          .split(" ");

  private static final String[] TIMES =
      ("0 100 -1 - -0 +1 x 1.5 2147483647 2147483648 -2147483648 -2147483649 00000000100"
              + " 000000000100 4294967296 noreply")
          .split(" ");

  private static final String[] DELTAS =
      ("1 01 +1 -1 x 1x 1.5 0000000000000000000001 00000000000000000000001"
              + " 18446744073709551616 noreply")
          .split(" ");

  private final Mistakes mistakes;

  ClassicSequences(SeededRandom random, SequenceLimits limits) {
    super(random, limits);
    this.mistakes = new Mistakes(Protocol.CLASSIC, limits);
  }

  @Override
  List<String> request() {
    return switch (random.below(40)) {
      case 0, 1, 2, 3, 4, 5, 6 -> store(random.of("set", "set", "set", "add", "replace"), anyKey());
      case 7, 8, 9, 10 -> store(random.of("append", "prepend"), textKey());
      case 11, 12, 13 -> compareAndSwap();
      case 14, 15, 16 ->
          line(random.of("get ", "gets ") + anyKey() + " " + anyKey() + " " + anyKey());
      case 17, 18, 19, 20, 21 -> line(random.of("get ", "gets ", "gets ") + anyKey());
      case 22, 23 -> line(random.of("gat ", "gats ") + exptime() + " " + anyKey() + " " + anyKey());
      case 24, 25 -> line("delete " + anyKey() + random.of("", "", " 0") + noreply());
      case 26, 27, 28, 29, 30, 31 ->
          line(
              random.of("incr ", "decr ")
                  + (random.oneIn(8) ? textKey() : counterKey())
                  + " "
                  + delta()
                  + noreply());
      case 32, 33 -> line("touch " + anyKey() + " " + exptime() + noreply());
      case 34 -> limits.since(SequenceLimits.STRICT_NUMBERS) ? oddWords() : mistake();
      case 35, 36 -> random.oneIn(200) ? quit() : mistake();
      case 37 -> limits.flush() && random.oneIn(6) ? flush() : line("get " + anyKey());
      case 38 -> random.oneIn(40) ? tooLarge() : line("gets " + anyKey());
      default -> line("get " + anyKey());
    };
  }

  private static List<String> line(String text) {
    return List.of("> " + text);
  }

  private String noreply() {
    return random.oneIn(8) ? " noreply" : "";
  }

  private List<String> store(String command, String key) {
    String value = valueFor(key);
    return List.of(
        "> "
            + command
            + " "
            + key
            + " "
            + flags()
            + " "
            + exptime()
            + " "
            + length(value)
            + noreply(),
        "> " + value);
  }

  private List<String> compareAndSwap() {
    String key = anyKey();
    String value = valueFor(key);
    String store =
        "> cas "
            + key
            + " "
            + flags()
            + " "
            + exptime()
            + " "
            + length(value)
            + " "
            + casNumber()
            + noreply();
    return List.of(store, "> " + value);
  }

  private List<String> flush() {
    return line("flush_all" + random.of("", " 0", " -1", " noreply"));
  }

  private List<String> tooLarge() {
    String key = anyKey();
    return List.of(
        "> "
            + random.of("set", "set", "add", "replace", "append", "prepend")
            + " "
            + key
            + " 0 0 "
            + TOO_LARGE
            + noreply(),
        "> {x*" + TOO_LARGE + "}");
  }

  private List<String> mistake() {
    return mistakes.any(random, anyKey(), OTHER);
  }

  /** Returns a command with invalid, missing or surplus words, as the newest release reads them. */
  private List<String> oddWords() {
    String key = oddKey();
    return switch (random.below(8)) {
      case 0, 1, 2, 3 -> oddStore(key);
      case 4 -> line(cut(random.of("incr ", "decr ") + key + " " + random.of(DELTAS)) + surplus());
      case 5 -> line(cut("touch " + key + " " + random.of(TIMES)) + surplus());
      case 6 -> line(cut(random.of("gat ", "gats ") + random.of(TIMES) + " " + anyKey()));
      default -> line("delete " + key + random.of("", " 0", " 5", " x", " 0 0") + surplus());
    };
  }

  private List<String> oddStore(String key) {
    String command = random.of("set", "add", "replace", "append", "prepend", "cas");
    String value = random.of("abc", "", "version", "noreply", "bogus");
    String length =
        random.oneIn(3)
            ? random.of(NO_LENGTHS)
            // Never more than there is, or it would swallow what follows.
            : Integer.toString(Math.max(0, length(value) - random.below(3)));
    String line =
        command
            + " "
            + key
            + " "
            + (random.oneIn(2) ? flags() : random.of(FLAGS))
            + " "
            + (random.oneIn(2) ? "0" : random.of(EXPTIMES))
            + " "
            + length
            + (command.equals("cas") ? " " + random.of(CAS_NUMBERS) : "");
    return List.of("> " + cut(line) + surplus(), "> " + value);
  }

  private String oddKey() {
    return switch (random.below(8)) {
      case 0 -> "{key:251}";
      case 1 -> "{key:250}";
      default -> textKey();
    };
  }

  private String surplus() {
    return random.of("", "", "", "", " noreply", " x", " noreply x", " x y noreply", " ");
  }

  /** Sometimes drops the last words. */
  private String cut(String line) {
    String left = line;
    while (random.oneIn(6) && left.indexOf(' ') > 0) {
      left = left.substring(0, left.lastIndexOf(' '));
    }
    return left;
  }

  private List<String> quit() {
    closing = true;
    return line(random.of("quit", "quit x", "quit noreply"));
  }
}
