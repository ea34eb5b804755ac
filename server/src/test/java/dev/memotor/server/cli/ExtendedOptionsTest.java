package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.server.config.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** memcached's extended options. */
final class ExtendedOptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "modern",
        "modern,track_sizes",
        "no_modern,,",
        "hashpower=20,hash_algorithm=xxh3",
        "slab_automove",
        "slab_automove=1",
        "ext_item_size=512,ext_drop_unread",
        "lru_crawler,lru_maintainer,hot_lru_pct=20",
      })
  void tuning_isAccepted(String list) {
    assertThatCode(() -> new ExtendedOptions(List.of(list))).doesNotThrowAnyException();
  }

  @Test
  void lastValue_counts() {
    ExtendedOptions options =
        new ExtendedOptions(List.of("idle_timeout=5,modern", "idle_timeout=7"));
    assertThat(options.idleTimeout(0)).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo | -o foo: there is no such option",
        "idle_timout=5 | -o idle_timout=5: there is no such option; did you mean 'idle_timeout'?",
        "idle_timeout | -o idle_timeout: the value is missing",
        "hashpower | -o hashpower: the value is missing",
        "hash_algorithm=md5 | -o hash_algorithm=md5: give jenkins, murmur3 or xxh3",
        "proxy_config=x.lua | -o proxy_config=x.lua: memotor is not a proxy; omit the option",
        "ext_path=/mnt/d1/ext:64G | -o ext_path=/mnt/d1/ext:64G: memotor has no extstore; to keep"
            + " items on disk, give an engine such as --engine rocksdb:/mnt/d1/ext",
      })
  void invalidOptions_areExplained(String list, String message) {
    assertThatThrownBy(() -> new ExtendedOptions(List.of(list)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }
}
