package dev.memotor.conformance.cases;

import dev.memotor.conformance.template.Template;
import dev.memotor.conformance.template.TemplateParser;
import dev.memotor.conformance.wire.CutPlan;
import dev.memotor.conformance.wire.FrameExpectation;
import dev.memotor.conformance.wire.FrameRequest;
import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one case file. The format is for people who know the protocol: a word at the start of each
 * line says what the line is, and nothing is indented. conformance-tests/README.md describes it.
 */
public final class CaseFileParser {

  private static final Set<String> TAGS =
      Set.of(ConformanceCase.TAG_FLUSH, ConformanceCase.TAG_EXCLUSIVE, ConformanceCase.TAG_OPEN);
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s)");
  private static final Map<String, Framing> FRAMINGS =
      Map.of("text", Framing.TEXT, "binary", Framing.BINARY);

  private final String file;
  private final Protocol protocol;
  private final String topic;
  private final List<ConformanceCase> cases = new ArrayList<>();

  private boolean verified;
  private @Nullable CaseHeader header;
  private int headerLine;
  private List<Step> steps = new ArrayList<>();
  private Framing framing;
  private final Map<String, Framing> connections = new HashMap<>();
  private int linesRead;
  private int lineNumber;

  public CaseFileParser(Protocol protocol, String topic) {
    this.protocol = protocol;
    this.topic = topic;
    this.framing = protocol.framing();
    this.file = protocol.label() + "/" + topic + ".case";
  }

  public List<ConformanceCase> parse(String content) {
    CaseTable table = new CaseTable();
    for (String line : content.split("\n", -1)) {
      int number = ++linesRead;
      if (line.startsWith("case ")) {
        addCases(table);
        table = new CaseTable();
      }
      if (!line.isEmpty() && !line.startsWith("#")) {
        CaseTable current = table;
        at(number, () -> current.add(number, line));
      }
    }
    addCases(table);
    return List.copyOf(cases);
  }

  private void addCases(CaseTable table) {
    if (table.isEmpty()) {
      return;
    }
    List<List<CaseTable.Line>> all = new ArrayList<>();
    at(linesRead, () -> all.addAll(table.cases()));
    for (List<CaseTable.Line> one : all) {
      one.forEach(line -> at(line.number(), () -> parseLine(line.text())));
      finishCase();
    }
  }

  private void at(int line, Runnable reading) {
    lineNumber = line;
    try {
      reading.run();
    } catch (IllegalArgumentException e) {
      throw new CaseSyntaxException(file, lineNumber, e.getMessage());
    }
  }

  private void parseLine(String line) {
    char first = line.charAt(0);
    if (first == '>') {
      send(line);
    } else if (first == '<') {
      expect(line);
    } else if (first == '|') {
      alternative(argument(line, 1));
    } else if (first == '@') {
      require(header != null, "a step outside a case");
      steps.add(control(line.substring(1)));
    } else {
      word(line);
    }
  }

  private void word(String line) {
    int space = line.indexOf(' ');
    String word = space < 0 ? line : line.substring(0, space);
    String argument = space < 0 ? "" : line.substring(space + 1).strip();
    if (word.equals("case")) {
      finishCase();
      require(verified, "the file does not say on which server it was verified");
      require(!argument.isEmpty(), "a case needs a name");
      header = new CaseHeader(argument);
      headerLine = lineNumber;
      framing = protocol.framing();
      connections.clear();
      connections.put(CaseSession.FIRST_CONNECTION, framing);
    } else if (word.equals("verified") && header == null) {
      verified = true;
    } else {
      if (header == null || !steps.isEmpty()) {
        throw new IllegalArgumentException("unknown line '" + line + "'");
      }
      CaseHeader longer = header.with(word, argument);
      require(TAGS.containsAll(longer.tags()), "tags are " + TAGS);
      header = longer;
    }
  }

  private void finishCase() {
    if (header == null) {
      return;
    }
    String at = "case '" + header.name() + "' ";
    if (header.why().isEmpty() || steps.isEmpty()) {
      throw new CaseSyntaxException(file, headerLine, at + "needs a why and at least one step");
    }
    cases.add(
        new ConformanceCase(
            protocol, topic, headerLine, header, steps, Set.copyOf(connections.values())));
    header = null;
    steps = new ArrayList<>();
  }

  private void send(String line) {
    require(header != null, "a step outside a case");
    Payload payload;
    if (line.startsWith(">|")) {
      payload = new Payload.Text(TemplateParser.parse(argument(line, 2)), "");
    } else if (framing == Framing.TEXT) {
      String text = argument(line, 1);
      payload =
          new Payload.Text(TemplateParser.parse(text).followedBy("\r\n"), text.split(" ", 2)[0]);
    } else {
      payload = new Payload.Frame(FrameRequest.parse(argument(line, 1)));
    }
    if (!steps.isEmpty() && steps.get(steps.size() - 1) instanceof SendStep previous) {
      List<Payload> longer = new ArrayList<>(previous.payloads());
      longer.add(payload);
      steps.set(steps.size() - 1, new SendStep(previous.line(), longer));
    } else {
      steps.add(new SendStep(lineNumber, List.of(payload)));
    }
  }

  private void expect(String line) {
    require(header != null, "a step outside a case");
    if (line.startsWith("<until ")) {
      String last = line.substring("<until ".length());
      steps.add(
          framing == Framing.TEXT
              ? new ExpectLinesStep(
                  lineNumber, TemplateParser.parse(last), List.of(), List.of(), null)
              : new ExpectFramesStep(
                  lineNumber, FrameExpectation.parse(last), List.of(), List.of()));
    } else if (line.startsWith("<has ")) {
      amendBlock(line.substring("<has ".length()), BlockPart.REQUIRED);
    } else if (line.startsWith("<not ")) {
      amendBlock(line.substring("<not ".length()), BlockPart.FORBIDDEN);
    } else if (line.startsWith("<every ")) {
      amendBlock(line.substring("<every ".length()), BlockPart.EVERY);
    } else if (line.startsWith("<|")) {
      steps.add(new ExpectTextStep(lineNumber, List.of(TemplateParser.parse(argument(line, 2)))));
    } else if (framing == Framing.TEXT) {
      steps.add(new ExpectTextStep(lineNumber, List.of(textLine(argument(line, 1)))));
    } else {
      steps.add(
          new ExpectFrameStep(lineNumber, List.of(FrameExpectation.parse(argument(line, 1)))));
    }
  }

  private enum BlockPart {
    REQUIRED,
    FORBIDDEN,
    EVERY
  }

  private void amendBlock(String text, BlockPart part) {
    Step previous = steps.isEmpty() ? null : steps.get(steps.size() - 1);
    if (previous instanceof ExpectLinesStep block) {
      Template template = TemplateParser.parse(text);
      steps.set(
          steps.size() - 1,
          new ExpectLinesStep(
              block.line(),
              block.last(),
              part == BlockPart.REQUIRED ? append(block.required(), template) : block.required(),
              part == BlockPart.FORBIDDEN ? append(block.forbidden(), template) : block.forbidden(),
              part == BlockPart.EVERY ? template : block.every()));
    } else if (previous instanceof ExpectFramesStep block && part != BlockPart.EVERY) {
      FrameExpectation frame = FrameExpectation.parse(text);
      steps.set(
          steps.size() - 1,
          new ExpectFramesStep(
              block.line(),
              block.last(),
              part == BlockPart.REQUIRED ? append(block.required(), frame) : block.required(),
              part == BlockPart.FORBIDDEN ? append(block.forbidden(), frame) : block.forbidden()));
    } else {
      throw new IllegalArgumentException("<has, <not and <every follow an <until");
    }
  }

  private void alternative(String text) {
    Step previous = steps.isEmpty() ? null : steps.get(steps.size() - 1);
    if (previous instanceof ExpectTextStep expect) {
      steps.set(
          steps.size() - 1,
          new ExpectTextStep(expect.line(), append(expect.accepted(), textLine(text))));
    } else if (previous instanceof ExpectFrameStep expect) {
      steps.set(
          steps.size() - 1,
          new ExpectFrameStep(
              expect.line(), append(expect.accepted(), FrameExpectation.parse(text))));
    } else {
      throw new IllegalArgumentException("an alternative follows the < line it belongs to");
    }
  }

  private Step control(String text) {
    String[] words = text.strip().split(" +");
    String argument = words.length > 1 ? words[1] : "";
    return switch (words[0]) {
      case "on" -> {
        framing =
            words.length > 2
                ? framingNamed(words[2])
                : connections.getOrDefault(argument, protocol.framing());
        connections.put(argument, framing);
        Framing chosen = framing;
        yield new ControlStep(lineNumber, session -> session.use(argument, chosen));
      }
      case "split" -> split(words);
      case "wait" -> {
        Duration duration = duration(argument);
        yield new ControlStep(lineNumber, session -> session.pause(duration), duration);
      }
      case "silent" -> new ControlStep(lineNumber, CaseSession::probe);
      case "nothing" -> {
        Duration quiet = duration(argument);
        yield new ControlStep(lineNumber, session -> session.receiver().expectNothing(quiet));
      }
      case "closed" -> new ControlStep(lineNumber, CaseSession::expectClosed);
      case "half-close" -> new ControlStep(lineNumber, CaseSession::halfClose);
      case "disconnect" -> new ControlStep(lineNumber, CaseSession::disconnect);
      case "crowd" -> {
        int size = Integer.parseInt(argument);
        yield new ControlStep(lineNumber, session -> session.crowd(size));
      }
      case "disperse" -> new ControlStep(lineNumber, CaseSession::disperse);
      case "abandon" -> new ControlStep(lineNumber, CaseSession::abandon);
      default -> throw new IllegalArgumentException("unknown control line @" + text);
    };
  }

  private Step split(String[] words) {
    String how = words.length > 1 ? words[1] : "";
    return switch (how) {
      case "every" -> {
        CutPlan plan = CutPlan.every(Integer.parseInt(words[2]));
        yield new ControlStep(lineNumber, session -> session.cut(plan));
      }
      case "lines" -> new ControlStep(lineNumber, session -> session.cut(CutPlan.LINES));
      case "off" -> new ControlStep(lineNumber, session -> session.cut(CutPlan.NONE));
      case "at" -> {
        List<Integer> offsets = Arrays.stream(words[2].split(",")).map(Integer::valueOf).toList();
        yield new ControlStep(lineNumber, session -> session.cutNextSend(CutPlan.at(offsets)));
      }
      default -> throw new IllegalArgumentException("split every N, at N,M, lines, or off");
    };
  }

  private static Framing framingNamed(String word) {
    Framing framing = FRAMINGS.get(word);
    if (framing == null) {
      throw new IllegalArgumentException("a connection is text or binary");
    }
    return framing;
  }

  private static Template textLine(String text) {
    return TemplateParser.parse(text).followedBy("\r\n");
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    require(matcher.matches(), "a duration looks like 2s or 150ms");
    long amount = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
  }

  /** Returns what follows the marker and one space; a marker alone stands for an empty line. */
  private static String argument(String line, int markerLength) {
    if (line.length() == markerLength) {
      return "";
    }
    require(line.charAt(markerLength) == ' ', "one space follows the marker");
    return line.substring(markerLength + 1);
  }

  private static <T> List<T> append(List<T> list, T element) {
    List<T> longer = new ArrayList<>(list);
    longer.add(element);
    return List.copyOf(longer);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }
}
