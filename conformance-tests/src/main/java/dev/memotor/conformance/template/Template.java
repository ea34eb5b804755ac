package dev.memotor.conformance.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a case file with its placeholders. Without patterns it is bytes to send or to expect;
 * with patterns it can only be compared.
 */
public final class Template {

  private final List<TemplatePart> parts;

  Template(List<TemplatePart> parts) {
    this.parts = List.copyOf(parts);
  }

  static Template literal(String bytes) {
    return new Template(List.of(new TemplatePart.Literal(bytes)));
  }

  public Template followedBy(String bytes) {
    List<TemplatePart> longer = new ArrayList<>(parts);
    longer.add(new TemplatePart.Literal(bytes));
    return new Template(longer);
  }

  public boolean isPattern() {
    return parts.stream().anyMatch(TemplatePart.Wildcard.class::isInstance);
  }

  public String render(Bindings bindings) {
    StringBuilder out = new StringBuilder();
    for (TemplatePart part : parts) {
      out.append(part.render(bindings));
    }
    return out.toString();
  }

  /** Compares all of {@code subject}; captures take effect only if it matches. */
  public Comparison compare(String subject, Bindings bindings) {
    if (!isPattern()) {
      String wanted = render(bindings);
      return wanted.equals(subject)
          ? Comparison.EQUAL
          : Comparison.differsAt(commonPrefix(wanted, subject));
    }
    Matcher matcher = Pattern.compile(regex(parts, bindings), Pattern.DOTALL).matcher(subject);
    if (!matcher.matches()) {
      return Comparison.differsAt(longestMatchingPrefix(subject, bindings));
    }
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof TemplatePart.Wildcard wildcard
          && !wildcard.constraint().admits(matcher.group(group(i)), bindings)) {
        return Comparison.differsAt(matcher.start(group(i)));
      }
    }
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof TemplatePart.Wildcard wildcard && wildcard.capture() != null) {
        bindings.capture(wildcard.capture(), matcher.group(group(i)));
      }
    }
    return Comparison.EQUAL;
  }

  /** The wanted bytes for a human, patterns in angle brackets. */
  public String describe(Bindings bindings) {
    StringBuilder out = new StringBuilder();
    for (TemplatePart part : parts) {
      out.append(
          part instanceof TemplatePart.Wildcard wildcard
              ? wildcard.constraint().describe(bindings)
              : Escapes.show(part.render(bindings)));
    }
    return out.toString();
  }

  /** The bytes before the first placeholder. */
  public String leadingText() {
    return parts.get(0) instanceof TemplatePart.Literal literal ? literal.bytes() : "";
  }

  private int longestMatchingPrefix(String subject, Bindings bindings) {
    for (int count = parts.size(); count > 0; count--) {
      Matcher matcher =
          Pattern.compile(regex(parts.subList(0, count), bindings), Pattern.DOTALL)
              .matcher(subject);
      if (matcher.lookingAt()) {
        int end = matcher.end();
        String next =
            count < parts.size() && !(parts.get(count) instanceof TemplatePart.Wildcard)
                ? parts.get(count).render(bindings)
                : "";
        return end + commonPrefix(next, subject.substring(end));
      }
    }
    return parts.get(0) instanceof TemplatePart.Wildcard
        ? 0
        : commonPrefix(parts.get(0).render(bindings), subject);
  }

  private static String regex(List<TemplatePart> parts, Bindings bindings) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      TemplatePart part = parts.get(i);
      if (part instanceof TemplatePart.Wildcard wildcard) {
        out.append("(?<").append(group(i)).append('>').append(wildcard.regex()).append(')');
      } else {
        out.append(Pattern.quote(part.render(bindings)));
      }
    }
    return out.toString();
  }

  private static String group(int part) {
    return "part" + part;
  }

  private static int commonPrefix(String a, String b) {
    int end = Math.min(a.length(), b.length());
    int i = 0;
    while (i < end && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i;
  }
}
