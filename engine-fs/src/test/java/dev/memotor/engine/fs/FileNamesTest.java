package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Key;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {

  private final FileNames names = new FileNames();

  @ParameterizedTest
  @CsvSource({
    "user:42, user:42",
    "session_a-b.c, session_a-b.c",
    "., %2e",
    ".., %2e.",
    ".hidden, %2ehidden",
    "a/b, a%2fb",
    "100%, 100%25",
    "a~b, a%7eb",
    "UserName, UserName~",
  })
  void theKey_isRecognizable(String key, String start) {
    String name = names.nameOf(Key.of(key), 0);
    assertThat(name).startsWith(start).matches("[-a-zA-Z0-9_.,=+@:%~]+");
    if (!start.endsWith("~")) {
      assertThat(name).isEqualTo(start);
    }
  }

  @Test
  void everyByteAnywhere_andEveryLength_hasADifferentName() {
    Map<String, Key> seen = new HashMap<>();
    Random random = new Random(1);
    for (int length = 1; length <= Key.MAX_LENGTH; length++) {
      for (int b = 0; b < 256; b++) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) b);
        add(seen, Key.of(bytes));
        byte[] mixed = new byte[length];
        random.nextBytes(mixed);
        add(seen, Key.of(mixed));
      }
    }
  }

  private void add(Map<String, Key> seen, Key key) {
    String name = names.nameOf(key, 0);
    assertThat(name.length()).isBetween(1, FileNames.MAX_LENGTH);
    assertThat(names.nameOf(key, 99).length()).isLessThanOrEqualTo(255);
    assertThat(name).doesNotContain("/").isNotIn(".", "..");
    Key other = seen.put(name.toLowerCase(Locale.ROOT), key);
    assertThat(other == null || other.equals(key))
        .as("%s and %s are %s", key, other, name)
        .isTrue();
  }

  @Test
  void namesNeverDifferInCaseAlone() {
    Set<String> seen = new HashSet<>();
    for (String key : new String[] {"key", "KEY", "Key", "kEY", "keY"}) {
      assertThat(seen.add(names.nameOf(Key.of(key), 0).toLowerCase(Locale.ROOT))).isTrue();
    }
  }

  @Test
  void attempts_areRecognizedInNames() {
    Key plain = Key.of("abc");
    Key hashed = Key.of("Abc");
    for (Key key : new Key[] {plain, hashed}) {
      for (int attempt : new int[] {0, 1, 9, 10, 99}) {
        assertThat(names.attemptOf(key, names.nameOf(key, attempt))).isEqualTo(attempt);
      }
    }
    assertThat(names.attemptOf(plain, "abcd")).isEqualTo(-1);
    assertThat(names.attemptOf(plain, "abc~0")).isEqualTo(-1);
    assertThat(names.attemptOf(plain, names.nameOf(hashed, 0))).isEqualTo(-1);
  }

  @Test
  void aMillionKeys_spreadEvenly() {
    int[] counts = new int[DirectoryHash.DIRECTORIES];
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000_000; i++) {
      Key key = Key.of("user:" + i);
      int directory = DirectoryHash.directoryOf(key);
      counts[directory]++;
      if (directory == 0) {
        assertThat(seen.add(names.nameOf(key, 0))).isTrue();
      }
    }
    int average = 1_000_000 / DirectoryHash.DIRECTORIES;
    assertThat(Arrays.stream(counts).max().getAsInt()).isLessThan(average * 11 / 10);
    assertThat(Arrays.stream(counts).min().getAsInt()).isGreaterThan(average * 9 / 10);
  }

  @Test
  void directoryHash_isPartOfTheFormat() {
    assertThat(DirectoryHash.name(DirectoryHash.directoryOf(Key.of("a")))).isEqualTo("ed");
    assertThat(DirectoryHash.name(DirectoryHash.directoryOf(Key.of("user:42")))).isEqualTo("fa");
  }
}
