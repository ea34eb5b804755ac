package dev.memotor.conformance.against;

import java.util.List;

/**
 * Requests of a generated sequence that leave in one write: lines as a case file has them, with
 * their {@code >}, and with references to CAS numbers that were seen before ({@link
 * CasLedger#resolve}).
 */
record WireStep(List<List<String>> requests) {

  public WireStep {
    requests = List.copyOf(requests);
  }

  List<String> lines() {
    return requests.stream().flatMap(List::stream).toList();
  }

  /** Returns the same requests, each waiting for the reply to the previous one. */
  List<WireStep> oneByOne() {
    return requests.stream().map(request -> new WireStep(List.of(request))).toList();
  }
}
