package dev.memotor.conformance;

import java.util.List;

/** Sequences of the classic text protocol. */
final class ClassicSequences extends SequenceGenerator {

  private static final int TOO_LARGE = 1 << 20;

  private final Mistakes mistakes;

  ClassicSequences(Chance chance, SequenceLimits limits) {
    super(chance, limits);
    this.mistakes = new Mistakes(Protocol.CLASSIC, limits);
  }

  @Override
  List<String> request() {
    return switch (chance.below(40)) {
      case 0, 1, 2, 3, 4, 5, 6 -> store(chance.of("set", "set", "set", "add", "replace"), anyKey());
      case 7, 8, 9, 10 -> store(chance.of("append", "prepend"), textKey());
      case 11, 12, 13 -> compareAndSwap();
      case 14, 15, 16 ->
          line(chance.of("get ", "gets ") + anyKey() + " " + anyKey() + " " + anyKey());
      case 17, 18, 19, 20, 21 -> line(chance.of("get ", "gets ", "gets ") + anyKey());
      case 22, 23 -> line(chance.of("gat ", "gats ") + exptime() + " " + anyKey() + " " + anyKey());
      case 24, 25 -> line("delete " + anyKey() + chance.of("", "", " 0") + noreply());
      case 26, 27, 28, 29, 30, 31 ->
          line(
              chance.of("incr ", "decr ")
                  + (chance.oneIn(8) ? textKey() : counterKey())
                  + " "
                  + delta()
                  + noreply());
      case 32, 33 -> line("touch " + anyKey() + " " + exptime() + noreply());
      case 34, 35, 36 -> mistake();
      case 37 -> limits.flush() && chance.oneIn(6) ? flush() : line("get " + anyKey());
      case 38 -> chance.oneIn(40) ? tooLarge() : line("gets " + anyKey());
      default -> line("get " + anyKey());
    };
  }

  private static List<String> line(String text) {
    return List.of("> " + text);
  }

  private String noreply() {
    return chance.oneIn(8) ? " noreply" : "";
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
    return line("flush_all" + chance.of("", " 0", " -1", " noreply"));
  }

  private List<String> tooLarge() {
    String key = anyKey();
    return List.of(
        "> "
            + chance.of("set", "set", "add", "replace", "append", "prepend")
            + " "
            + key
            + " 0 0 "
            + TOO_LARGE
            + noreply(),
        "> {x*" + TOO_LARGE + "}");
  }

  private List<String> mistake() {
    return mistakes.any(chance, anyKey(), OTHER);
  }
}
