package dev.memotor.conformance.against;

import dev.memotor.conformance.template.Escapes;
import dev.memotor.conformance.wire.Protocol;
import dev.memotor.conformance.wire.ServerVersion;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** {@code --against}: the same random sequences to two servers, until their answers differ. */
public final class AgainstRun {

  private static final int PROGRESS_EVERY = 5_000;

  private final ServerUnderTest reference;
  private final ServerUnderTest judged;
  private final SequenceLimits limits;
  private final PrintWriter out;

  public AgainstRun(
      ServerUnderTest reference,
      ServerUnderTest judged,
      boolean flush,
      boolean accessRecord,
      PrintWriter out) {
    this.reference = reference;
    this.judged = judged;
    ServerVersion older =
        reference.version().compareTo(judged.version()) < 0
            ? reference.version()
            : judged.version();
    this.limits = new SequenceLimits(older, flush, accessRecord);
    this.out = out;
  }

  /** Returns whether no sequence of any protocol was answered differently. */
  public boolean run(Set<Protocol> protocols, int sequences, long seed) {
    boolean equal = true;
    for (Protocol protocol : protocols) {
      equal &= run(protocol, sequences, seed);
    }
    return equal;
  }

  private boolean run(Protocol protocol, int sequences, long seed) {
    AtomicLong current = new AtomicLong(seed);
    try {
      return run(protocol, sequences, seed, current);
    } catch (UncheckedIOException e) {
      out.println(
          "# "
              + protocol.label()
              + ": no further connection after --seed "
              + current
              + ": "
              + Escapes.show(String.valueOf(e.getMessage())));
      out.flush();
      return false;
    }
  }

  private boolean run(Protocol protocol, int sequences, long seed, AtomicLong current) {
    long start = System.nanoTime();
    String runId = String.format("%06x", seed * 31 + start & 0xffffff);
    try (DifferentialRun pair = new DifferentialRun(reference, judged, protocol.framing(), runId)) {
      for (int i = 0; i < sequences; i++) {
        current.set(seed + i);
        // A sequence depends only on its number, so that any can be repeated alone.
        List<WireStep> steps = SequenceGenerator.of(protocol, seed + i, limits).sequence();
        Divergence found = pair.run(steps);
        if (found != null) {
          explain(pair, protocol, steps, found, seed + i);
          return false;
        }
        if ((i + 1) % PROGRESS_EVERY == 0 && i + 1 < sequences) {
          out.println("# " + protocol.label() + ": " + (i + 1) + " sequences");
          out.flush();
        }
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        Locale.ROOT,
        "%s: %d sequences from seed %d answered alike in %.1f s%n",
        protocol.label(),
        sequences,
        seed,
        seconds);
    out.flush();
    return true;
  }

  private void explain(
      DifferentialRun pair, Protocol protocol, List<WireStep> steps, Divergence found, long seed) {
    String origin = protocol.label() + " seed " + seed;
    // Most divergences need no pipeline, and without one each request can be left out alone.
    List<WireStep> begun = steps.stream().flatMap(step -> step.oneByOne().stream()).toList();
    String first = shown(pair, begun, origin);
    if (first == null) {
      begun = steps;
      first = shown(pair, begun, origin);
    }
    String divergence =
        first == null
            ? "# It did not happen again.\n" + found.caseFile(reference, judged, origin)
            : first;
    out.println(
        "# --protocol " + protocol.label() + " --sequences 1 --seed " + seed + " shows this again");
    out.print(SequenceShrinker.shrink(begun, divergence, fewer -> shown(pair, fewer, origin)));
    out.flush();
  }

  private @Nullable String shown(DifferentialRun pair, List<WireStep> steps, String origin) {
    Divergence found = pair.run(steps);
    return found == null ? null : found.caseFile(reference, judged, origin);
  }
}
