package dev.memotor.conformance.report;

import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.run.CaseFailure;
import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.SuiteSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeSet;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The XML that build servers read. */
public final class JunitReport implements Report {

  private final PrintWriter out;
  private final boolean coverage;

  public JunitReport(PrintWriter out, boolean coverage) {
    this.out = out;
    this.coverage = coverage;
  }

  @Override
  public void begin(int total) {}

  @Override
  public void finished(CaseOutcome outcome) {}

  @Override
  public void end(SuiteSummary summary) {
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      suite(xml, summary);
      xml.writeEndDocument();
      xml.writeCharacters("\n");
      xml.flush();
    } catch (XMLStreamException e) {
      // A PrintWriter keeps its failures to itself, and what is written here is well formed.
      throw new IllegalStateException(e);
    }
    out.flush();
  }

  private void suite(XMLStreamWriter xml, SuiteSummary summary) throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", "conform");
    xml.writeAttribute("tests", Integer.toString(summary.outcomes().size()));
    xml.writeAttribute("failures", Long.toString(summary.count(CaseOutcome.Status.FAILED)));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", Long.toString(summary.count(CaseOutcome.Status.SKIPPED)));
    xml.writeAttribute("time", seconds(summary.took()));
    xml.writeCharacters("\n");
    xml.writeStartElement("properties");
    property(xml, "judged as memcached", summary.target().level().toString());
    property(
        xml,
        "accepted deviations",
        String.join(", ", new TreeSet<>(summary.target().deviations())));
    xml.writeEndElement();
    xml.writeCharacters("\n");
    for (CaseOutcome outcome : summary.outcomes()) {
      testCase(xml, outcome);
    }
    if (coverage) {
      xml.writeStartElement("system-out");
      xml.writeCharacters("Covered by passed cases (command: outcome x cases):\n");
      for (String line : summary.coverage().lines()) {
        xml.writeCharacters(visible(line) + "\n");
      }
      xml.writeEndElement();
      xml.writeCharacters("\n");
    }
    xml.writeEndElement();
  }

  private static void property(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeEmptyElement("property");
    xml.writeAttribute("name", name);
    xml.writeAttribute("value", value);
  }

  private static void testCase(XMLStreamWriter xml, CaseOutcome outcome) throws XMLStreamException {
    ConformanceCase subject = outcome.subject();
    boolean passed = outcome.status() == CaseOutcome.Status.PASSED;
    if (passed) {
      xml.writeEmptyElement("testcase");
    } else {
      xml.writeStartElement("testcase");
    }
    xml.writeAttribute("classname", subject.protocol().label() + "." + visible(subject.topic()));
    xml.writeAttribute("name", visible(subject.name()));
    xml.writeAttribute("time", seconds(outcome.took()));
    if (outcome.skipReason().isPresent()) {
      xml.writeEmptyElement("skipped");
      xml.writeAttribute("message", visible(outcome.skipReason().get()));
    }
    if (outcome.failure().isPresent()) {
      CaseFailure failure = outcome.failure().get();
      xml.writeStartElement("failure");
      xml.writeAttribute("message", visible(failure.problem()));
      xml.writeCharacters(visible(subject.why() + "\n" + failure.describe("")));
      xml.writeEndElement();
    }
    if (!passed) {
      xml.writeEndElement();
    }
    xml.writeCharacters("\n");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
  }

  /** XML 1.0 has no way to write most control characters, and halves of surrogate pairs. */
  private static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean legal =
                  c == '\t'
                      || c == '\n'
                      || (c >= 0x20 && c < Character.MIN_SURROGATE)
                      || (c > Character.MAX_SURROGATE && c < 0xfffe)
                      || c >= Character.MIN_SUPPLEMENTARY_CODE_POINT;
              if (legal) {
                out.appendCodePoint(c);
              } else {
                out.append(String.format(Locale.ROOT, "\\x%02x", c));
              }
            });
    return out.toString();
  }
}
