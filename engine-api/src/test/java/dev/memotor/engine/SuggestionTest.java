package dev.memotor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionTest {

  private static final List<String> KNOWN =
      List.of("memory", "rocksdb", "fs", "redis", "max-item-size", "sync");

  @ParameterizedTest
  @CsvSource({
    "memroy, memory",
    "rockdb, rocksdb",
    "Redis, redis",
    "mem, memory",
    "rocksdb2, rocksdb",
    "max_item_size, max-item-size",
    "snyc, sync",
  })
  void aSlip_isUnderstood(String word, String meant) {
    assertThat(Suggestion.closest(word, KNOWN)).isEqualTo(meant);
    assertThat(Suggestion.didYouMean(word, KNOWN)).isEqualTo("; did you mean '" + meant + "'?");
  }

  @ParameterizedTest
  @CsvSource({"nothing", "x", "tokyo", "''"})
  void somethingElse_isNot(String word) {
    assertThat(Suggestion.closest(word, KNOWN)).isNull();
    assertThat(Suggestion.didYouMean(word, KNOWN)).isEmpty();
  }

  @Test
  void theClosest_wins() {
    assertThat(Suggestion.closest("cat", List.of("cart", "hat", "cat1"))).isEqualTo("cart");
  }
}
