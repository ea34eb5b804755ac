package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links in the documentation lead somewhere, and case files cite sections that exist. */
final class DocumentationTest {

  private static final Path ROOT = Path.of(System.getProperty("memotor.test.sources")).normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CITATION = Pattern.compile("See docs/protocol\\.md, (.*)\\.");
  private static final Pattern SECTION = Pattern.compile("\\b[A-E](\\.\\d+)?\\b");

  private static List<Path> files(Path under, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(under)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .filter(file -> !ROOT.relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
          .toList();
    }
  }

  /** The lines of a page outside of code blocks. */
  private static List<String> prose(Path page) throws IOException {
    List<String> prose = new ArrayList<>();
    boolean code = false;
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("```")) {
        code = !code;
      } else if (!code && !line.startsWith("    ")) {
        prose.add(line);
      }
    }
    return prose;
  }

  private static Set<String> anchors(Path page) throws IOException {
    return prose(page).stream()
        .filter(line -> line.matches("#+ .*"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void links_leadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    List<Path> pages = files(ROOT, ".md");
    assertThat(pages).contains(ROOT.resolve("README.md"));
    for (Path page : pages) {
      List<MatchResult> links = LINK.matcher(String.join("\n", prose(page))).results().toList();
      for (String link : links.stream().map(match -> match.group(1)).toList()) {
        if (link.matches("[a-z]+:.*")) {
          continue;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target) || (parts.length > 1 && !anchors(target).contains(parts[1]))) {
          dead.add(ROOT.relativize(page) + ": " + link);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void caseFiles_citeSectionsOfTheProtocolPage() throws IOException {
    Set<String> sections =
        Files.readAllLines(ROOT.resolve("docs/protocol.md")).stream()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.split(" ", 3)[1].replaceFirst("\\.$", ""))
            .collect(Collectors.toSet());
    for (Path file : files(ROOT.resolve("conformance-tests/src/main/resources/cases"), ".case")) {
      String head = Files.readAllLines(file).get(0);
      assertThat(head).as("first line of %s", file).containsPattern(CITATION);
      List<String> cited =
          CITATION
              .matcher(head)
              .results()
              .flatMap(match -> SECTION.matcher(match.group(1)).results())
              .map(MatchResult::group)
              .toList();
      assertThat(sections).as("cited by %s", file).containsAll(cited).doesNotContain("");
      assertThat(cited).as("cited by %s", file).isNotEmpty();
    }
  }
}
