package dev.memotor.conformance.against;

import dev.memotor.conformance.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Sequences of the meta protocol, with some classic commands among them as clients have it. */
final class MetaSequences extends SequenceGenerator {

  private static final int TOO_LARGE = 1 << 20;

  private static final List<String> WRONG_FLAGS =
      List.of(
          "Tabc",
          "T",
          "T+1",
          "T-",
          "T2147483648",
          "T000000000001",
          "Nx",
          "R",
          "R9",
          "Cx",
          "C-1",
          "Ex",
          "Dx",
          "D+1",
          "Jx",
          "J00000000000000000000001",
          "Fx",
          "F-1",
          "F4294967296",
          "MX",
          "M",
          "Y",
          "S3",
          "_",
          "[",
          "!",
          "@",
          "\\x7b",
          "\\xff",
          "7",
          "b",
          "b",
          "q",
          "k",
          "Oabc",
          "v",
          "v",
          "I");

  private final ClassicSequences classic;
  private final Mistakes mistakes;

  MetaSequences(SeededRandom random, SequenceLimits limits) {
    super(random, limits);
    this.classic = new ClassicSequences(random, limits);
    this.mistakes = new Mistakes(Protocol.META, limits);
  }

  @Override
  List<String> request() {
    return switch (random.below(30)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> get();
      case 8, 9, 10, 11, 12, 13, 14 -> store();
      case 15, 16, 17 -> delete();
      case 18, 19, 20, 21, 22 -> count();
      case 23 -> limits.accessRecord() ? line("me", textKey(), List.of()) : get();
      case 24, 25 -> mistake();
      case 26 -> random.oneIn(40) ? tooLarge() : get();
      default -> classic.request();
    };
  }

  private static List<String> line(String command, String subject, List<String> flags) {
    return List.of("> " + request(command, subject, flags));
  }

  private static String request(String command, String subject, List<String> flags) {
    return command + " " + subject + flags.stream().map(f -> " " + f).collect(Collectors.joining());
  }

  /** Returns some of the flags, in any order. */
  private List<String> some(int oneIn, String... candidates) {
    List<String> flags = new ArrayList<>();
    for (String candidate : candidates) {
      if (random.oneIn(oneIn)) {
        flags.add(random.below(flags.size() + 1), candidate);
      }
    }
    return flags;
  }

  /** Returns the key, sometimes in base64 and with the flag that says so. */
  private String spelled(String key, List<String> flags) {
    if (!random.oneIn(10)) {
      return key;
    }
    flags.add(random.below(flags.size() + 1), "b");
    return "{base64:" + key + "}";
  }

  private String opaque() {
    return "O" + random.of("1", "abc", "0000000000000000000000000000000");
  }

  private List<String> get() {
    String key = anyKey();
    List<String> flags = some(3, "f", "t", "c", "k", "h", "l", "q", "v", opaque());
    if (random.oneIn(12)) {
      flags.add("u");
    }
    // The deviation counter-marks-kept: a counter's marks are neither set nor read.
    boolean marked = !isCounter(key);
    flags.removeIf(flag -> flag.equals("h") && !(marked && limits.accessRecord()));
    flags.removeIf(flag -> flag.equals("l") && !limits.accessRecord());
    // The size of a padded counter is memcached's own; it is comparable only with the value.
    if (random.oneIn(3) && (!isCounter(key) || flags.contains("v"))) {
      flags.add(random.below(flags.size() + 1), "s");
    }
    if (marked && random.oneIn(5)) {
      flags.add(random.below(flags.size() + 1), "R" + random.of("30", "200", "1000000"));
    }
    if (random.oneIn(8)) {
      String exptime = exptime();
      // The remaining time of an item that has just expired may be any number.
      if (!flags.contains("t") || !exptime.matches("-1|2592001|.*now-.*")) {
        flags.add(random.below(flags.size() + 1), "T" + exptime);
      }
    }
    boolean vivify = random.oneIn(5);
    if (vivify) {
      flags.add(random.below(flags.size() + 1), "N" + random.of("0", "100", "1000"));
    }
    if (limits.since(SequenceLimits.NEW_PARSER) && random.oneIn(8)) {
      flags.add("C" + casNumber());
    }
    if (vivify && limits.since(SequenceLimits.EXPLICIT_CAS) && random.oneIn(4)) {
      flags.add("E" + chosenCas());
    }
    // memcached forgets that what it vivified has a base64 key.
    return line("mg", vivify ? key : spelled(key, flags), flags);
  }

  private List<String> store() {
    String mode = random.of("", "", "MS", "ME", "MR", "MA", "MP");
    boolean concat = mode.equals("MA") || mode.equals("MP");
    String key = concat ? textKey() : anyKey();
    String value = valueFor(key);
    List<String> flags = some(4, "c", "k", "q", opaque(), "F" + flags());
    if (!mode.isEmpty()) {
      flags.add(mode);
    }
    if (random.oneIn(3)) {
      flags.add("T" + exptime());
    }
    if (random.oneIn(3)) {
      boolean stale = !isCounter(key) && random.oneIn(2);
      flags.add("C" + (stale ? casNumberOf(key) : casNumber()));
      if (stale) {
        flags.add("I");
      }
    }
    if (limits.since(SequenceLimits.META_STORE_SIZE)) {
      flags.addAll(some(6, "s"));
      if (concat && random.oneIn(3)) {
        flags.add("N" + random.of("0", "100"));
      }
    }
    if (limits.since(SequenceLimits.EXPLICIT_CAS) && random.oneIn(8)) {
      flags.add("E" + chosenCas());
    }
    String spelled = spelled(key, flags);
    return List.of("> " + request("ms", spelled + " " + length(value), flags), "> " + value);
  }

  private List<String> delete() {
    String key = anyKey();
    List<String> flags = some(4, "k", "q", opaque(), "C" + casNumber());
    if (!isCounter(key) && random.oneIn(2)) {
      flags.add("I");
      if (random.oneIn(2)) {
        flags.add("T" + random.of("30", "100", "0", "-1"));
      }
    }
    if (limits.since(SequenceLimits.EXPLICIT_CAS)) {
      if (random.oneIn(5)) {
        flags.add("x");
        flags.addAll(some(3, "F" + flags()));
      }
      flags.addAll(some(8, "E" + chosenCas()));
    }
    return line("md", spelled(key, flags), flags);
  }

  private List<String> count() {
    String key = random.oneIn(8) ? textKey() : counterKey();
    List<String> flags = some(3, "v", "t", "c", "k", opaque());
    flags.addAll(some(4, "D" + delta(), "M" + random.of("I", "D", "+", "-", "INCR", "DECR")));
    flags.removeIf(
        f -> f.length() > 2 && f.startsWith("M") && !limits.since(SequenceLimits.NEW_PARSER));
    if (random.oneIn(8)) {
      flags.add("C" + casNumber());
    }
    boolean vivify = isCounter(key) && random.oneIn(3);
    if (vivify) {
      flags.add("N" + random.of("0", "100"));
      flags.addAll(some(2, "J" + random.of("0", "13", huge("18446744073709551615", "1000000"))));
    }
    // Neither T nor E: memcached loses them if the counter grows, or if an unsent reply holds the
    // item; see counter-marks-kept.
    // Before 1.6.40 the reply of a counter that begins was not hidden.
    if (random.oneIn(5) && (!vivify || limits.since(SequenceLimits.NEW_PARSER))) {
      flags.add("q");
    }
    // The deviation ma-time-afterwards: the remaining time is requested after the flag that sets
    // it.
    if (flags.remove("t")) {
      flags.add("t");
    }
    return line("ma", vivify ? key : spelled(key, flags), flags);
  }

  private List<String> tooLarge() {
    List<String> flags = some(3, "q", "MS", "c", "k");
    return List.of(
        "> " + request("ms", anyKey() + " " + TOO_LARGE, flags), "> {x*" + TOO_LARGE + "}");
  }

  private List<String> mistake() {
    return limits.since(SequenceLimits.STRICT_NUMBERS) && random.oneIn(2)
        ? malformed()
        : mistakes.any(random, anyKey(), OTHER);
  }

  /**
   * Flags that are wrong, useless or repeated, in any number and order; some are right after all.
   */
  private List<String> malformed() {
    String command = random.of("mg", "md", "ma", "ms");
    boolean store = command.equals("ms");
    List<String> flags = new ArrayList<>();
    int count = 1 + random.below(4);
    for (int i = 0; i < count; i++) {
      flags.add(random.of(WRONG_FLAGS));
    }
    // The deviation parser-bugs-not-copied: ms then runs its data as a command.
    flags.removeIf(flag -> store && flag.matches("\\W.*"));
    String subject = random.of(OTHER, OTHER, OTHER, "{base64:" + OTHER + "}", "ab", "{key:251}");
    return store
        ? List.of("> " + request("ms", subject + " 3", flags), "> abc")
        : line(command, subject, flags);
  }
}
