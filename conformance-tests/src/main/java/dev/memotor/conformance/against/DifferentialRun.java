package dev.memotor.conformance.against;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.template.TemplateParser;
import dev.memotor.conformance.wire.FrameRequest;
import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends sequences to two servers and compares what they answer. The connections last from one
 * sequence to the next, as a client's do, until a divergence leaves their state unknown.
 */
final class DifferentialRun implements AutoCloseable {

  private static final Pattern KEY = Pattern.compile("\\{key\\}([" + RunKey.SUFFIXES + "])");

  private final ServerUnderTest reference;
  private final ServerUnderTest judged;
  private final Framing framing;
  private final ReplyReader reader;
  private final String runId;
  private int runs;
  private @Nullable WireClient left;
  private @Nullable WireClient right;

  DifferentialRun(
      ServerUnderTest reference, ServerUnderTest judged, Framing framing, String runId) {
    this.reference = reference;
    this.judged = judged;
    this.framing = framing;
    this.reader = ReplyReader.of(framing);
    this.runId = runId;
  }

  /** Returns the first divergence, or null; no two runs share keys. */
  @Nullable Divergence run(List<WireStep> steps) {
    try {
      if (left == null || right == null) {
        left = reference.connect(framing);
        right = judged.connect(framing);
      }
      return compare(steps, left, right);
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private @Nullable Divergence compare(List<WireStep> steps, WireClient left, WireClient right)
      throws IOException {
    RunKey key = new RunKey(String.format("z%s%07d", runId, runs++));
    Bindings ofReference = new Bindings(key.key(), InstantSource.system());
    Bindings ofJudged = new Bindings(key.key(), InstantSource.system());
    CasLedger ledger = new CasLedger();
    List<String> lines = new ArrayList<>();
    List<Integer> known = new ArrayList<>();
    long start = System.nanoTime();
    for (WireStep step : steps) {
      List<String> requests = step.lines().stream().map(ledger::resolve).toList();
      lines.addAll(requests);
      send(left, requests, ofReference);
      send(right, requests, ofJudged);
      List<WireReply> wanted = reader.read(left, key);
      List<WireReply> got = reader.read(right, key);
      long secondsPassed = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      boolean same = same(wanted, got, ledger, secondsPassed);
      for (WireReply reply : wanted) {
        String expected = reply.expectation(ledger, known);
        lines.add(expected.startsWith("@") ? expected : "< " + expected);
      }
      if (!same) {
        close();
        return new Divergence(lines, got.stream().map(WireReply::shown).toList());
      }
      if (ended(wanted)) {
        close();
        return null;
      }
      bind(wanted, got, ledger, ofReference, ofJudged);
      assign(step, wanted, ledger);
    }
    return null;
  }

  private static boolean same(
      List<WireReply> wanted, List<WireReply> got, CasLedger ledger, long secondsPassed) {
    if (wanted.size() != got.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!wanted.get(i).same(got.get(i), ledger, secondsPassed)) {
        return false;
      }
    }
    return true;
  }

  private static void bind(
      List<WireReply> wanted,
      List<WireReply> got,
      CasLedger ledger,
      Bindings ofReference,
      Bindings ofJudged) {
    for (int i = 0; i < wanted.size(); i++) {
      List<Long> numbers = wanted.get(i).casNumbers();
      for (int n = 0; n < numbers.size(); n++) {
        if (numbers.get(n) != 0) {
          String name = ledger.name(numbers.get(n));
          ofReference.capture(name, Long.toUnsignedString(numbers.get(n)));
          ofJudged.capture(name, Long.toUnsignedString(got.get(i).casNumbers().get(n)));
        }
      }
    }
  }

  /** Assigns CAS numbers to keys: a reply names its own, or there was only one request. */
  private static void assign(WireStep step, List<WireReply> replies, CasLedger ledger) {
    Character asked = step.requests().size() == 1 ? suffix(step.lines().get(0)) : null;
    for (WireReply reply : replies) {
      Character named = suffix(reply.shape());
      Character key = named == null ? asked : named;
      for (long number : reply.casNumbers()) {
        if (number != 0 && key != null) {
          ledger.belongs(number, key);
        }
      }
    }
  }

  private static @Nullable Character suffix(String text) {
    Matcher key = KEY.matcher(text);
    return key.find() ? key.group(1).charAt(0) : null;
  }

  private static boolean ended(List<WireReply> replies) {
    return !replies.isEmpty() && replies.get(replies.size() - 1).shape().startsWith("@");
  }

  private void send(WireClient client, List<String> requests, Bindings bindings)
      throws IOException {
    StringBuilder bytes = new StringBuilder();
    for (String request : requests) {
      bytes.append(render(request, bindings));
    }
    bytes.append(new String(reader.question(), StandardCharsets.ISO_8859_1));
    try {
      client.send(bytes.toString());
    } catch (SocketException closed) {
      // The replies show it, after those that arrived before.
      return;
    }
  }

  private String render(String request, Bindings bindings) {
    if (request.startsWith(">| ")) {
      return TemplateParser.parse(request.substring(3)).render(bindings);
    }
    String line = request.substring(2);
    return framing == Framing.TEXT
        ? TemplateParser.parse(line).render(bindings) + "\r\n"
        : FrameRequest.parse(line).render(bindings);
  }

  @Override
  public void close() {
    for (WireClient client : new WireClient[] {left, right}) {
      if (client != null) {
        try {
          client.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e.getMessage(), e);
        }
      }
    }
    left = null;
    right = null;
  }
}
