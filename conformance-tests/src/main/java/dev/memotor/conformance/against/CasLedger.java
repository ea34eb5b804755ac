package dev.memotor.conformance.against;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CAS numbers of two servers, which differ but must appear in the same pattern: the n-th new
 * number of one stands for the n-th new number of the other.
 *
 * <p>Which of two numbers is the older one only means something for numbers of one key: a server
 * may work on several keys at a time.
 */
final class CasLedger {

  private static final Pattern REFERENCE = Pattern.compile("\\{cas:(\\d)(?::(\\w))?\\}");

  /** Sent while no number has been seen; no server counts this far. */
  private static final String UNSEEN = "9000000000000000001";

  private final Map<Long, Integer> ofReference = new HashMap<>();
  private final Map<Long, Integer> ofJudged = new HashMap<>();
  private final List<Integer> appearances = new ArrayList<>();
  private final Map<Integer, Character> keys = new HashMap<>();

  /** Records the numbers both sent at the same place; returns whether the patterns still match. */
  boolean note(long reference, long judged) {
    if (reference == 0 || judged == 0) {
      return reference == judged;
    }
    Integer left = ofReference.get(reference);
    Integer right = ofJudged.get(judged);
    if (left == null && right == null) {
      left = ofReference.size() + 1;
      ofReference.put(reference, left);
      ofJudged.put(judged, left);
    } else if (left == null || !left.equals(right)) {
      return false;
    }
    appearances.remove(left);
    appearances.add(left);
    return true;
  }

  /** Returns the name of a number of the reference that was noted. */
  String name(long reference) {
    return name(ordinal(reference));
  }

  /** Records the key that a number of the reference belongs to. */
  void belongs(long reference, char suffix) {
    keys.put(ofReference.get(reference), suffix);
  }

  static String name(int ordinal) {
    return "c" + ordinal;
  }

  /** Returns the position of a number of the reference by first appearance; 0 if it is new. */
  int ordinal(long reference) {
    return ofReference.getOrDefault(reference, 0);
  }

  /**
   * Replaces references by age with names of captures: {@code {cas:N}} to all numbers that were
   * seen, {@code {cas:N:a}} to those of the key that ends in {@code a}.
   */
  String resolve(String line) {
    Matcher matcher = REFERENCE.matcher(line);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      int age = Integer.parseInt(matcher.group(1));
      List<Integer> candidates = appearances;
      if (matcher.group(2) != null) {
        Character key = matcher.group(2).charAt(0);
        candidates = appearances.stream().filter(n -> key.equals(keys.get(n))).toList();
      }
      String number =
          age < candidates.size()
              ? "{" + name(candidates.get(candidates.size() - 1 - age)) + "}"
              : UNSEEN;
      matcher.appendReplacement(out, Matcher.quoteReplacement(number));
    }
    matcher.appendTail(out);
    return out.toString();
  }
}
