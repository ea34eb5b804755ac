package dev.memotor.conformance.against;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A line or frame that a server sent, taken apart for comparison.
 *
 * @param shape as a case file would expect it, with {@link #CAS} and {@link #TIME} where numbers
 *     stand that differ between servers or with time
 */
record WireReply(String shape, List<Long> casNumbers, List<Long> times) {

  static final char CAS = '\u0001';
  static final char TIME = '\u0002';

  private static final Pattern BASE64_KEY = Pattern.compile("\\{base64:(\\{key\\}\\w)\\}(?: b)?");

  /** Each server may be a second off, and so may the time of the request. */
  private static final long SECONDS_OFF = 2;

  public WireReply {
    casNumbers = List.copyOf(casNumbers);
    times = List.copyOf(times);
  }

  static WireReply plain(String shape) {
    return new WireReply(shape, List.of(), List.of());
  }

  /**
   * Returns whether both servers gave the same answer.
   *
   * @param secondsPassed since the first request of the sequence: so much can lie between a moment
   *     that one server was sent and the same one that the other was sent
   */
  boolean same(WireReply other, CasLedger ledger, long secondsPassed) {
    if (!comparable().equals(other.comparable())) {
      return false;
    }
    for (int i = 0; i < times.size(); i++) {
      if (Math.abs(times.get(i) - other.times.get(i)) > SECONDS_OFF + secondsPassed) {
        return false;
      }
    }
    for (int i = 0; i < casNumbers.size(); i++) {
      if (!ledger.note(casNumbers.get(i), other.casNumbers.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the shape without the deviation base64-mark-kept: whether a key is shown in base64. */
  private String comparable() {
    return BASE64_KEY.matcher(shape).replaceAll("$1");
  }

  /** Returns the reply with plain numbers, for people. */
  String shown() {
    StringBuilder out = new StringBuilder();
    int cas = 0;
    int time = 0;
    for (int i = 0; i < shape.length(); i++) {
      char c = shape.charAt(i);
      if (c == CAS) {
        out.append(Long.toUnsignedString(casNumbers.get(cas++)));
      } else if (c == TIME) {
        out.append(times.get(time++));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /**
   * Returns the reply as a case file expects it, each CAS number captured where it first appears.
   */
  String expectation(CasLedger ledger, List<Integer> known) {
    StringBuilder out = new StringBuilder();
    int cas = 0;
    int time = 0;
    for (int i = 0; i < shape.length(); i++) {
      char c = shape.charAt(i);
      if (c == CAS) {
        long number = casNumbers.get(cas++);
        int ordinal = ledger.ordinal(number);
        if (number == 0) {
          out.append('0');
        } else if (ordinal == 0) {
          out.append("{#}");
        } else if (known.contains(ordinal)) {
          out.append('{').append(CasLedger.name(ordinal)).append('}');
        } else {
          known.add(ordinal);
          out.append('{').append(CasLedger.name(ordinal)).append("=#}");
        }
      } else if (c == TIME) {
        long seconds = times.get(time++);
        out.append('{').append(seconds - SECONDS_OFF).append("..");
        out.append(seconds + SECONDS_OFF).append('}');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
