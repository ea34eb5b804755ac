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

  /** The same requests, but each waits for the answer to the one before. */
  List<WireStep> oneByOne() {
    return requests.stream().map(request -> new WireStep(List.of(request))).toList();
  }
}
