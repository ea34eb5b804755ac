package dev.memotor.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

/** The settings that an engine URI may contain. */
class RedisSettingsTest {

  private static RedisSettings settings(String uri) {
    return RedisSettings.of(EngineConfig.parse(uri, RedisSettings.OPTIONS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis:                          | 127.0.0.1:6379           | ''   | ''    | 0",
        "redis://                        | 127.0.0.1:6379           | ''   | ''    | 0",
        "redis://host                    | host:6379                | ''   | ''    | 0",
        "redis://host:7000/              | host:7000                | ''   | ''    | 0",
        "redis://host:7000/12            | host:7000                | ''   | ''    | 12",
        "redis://:secret@host            | host:6379                | ''   | secret| 0",
        "redis://me:se%40c+ret@host:1/2  | host:1                   | me   | se@c+ret | 2",
        "redis://host?user=u&password=p&database=4 | host:6379      | u    | p     | 4",
        "rediss://[::1]:7000/1           | ::1:7000                 | ''   | ''    | 1",
        "redis://[fe80::2]               | fe80::2:6379             | ''   | ''    | 0",
        "redis-cluster://h1:7000,h2      | h1:7000 h2:6379          | ''   | ''    | 0",
        "redis-sentinel://h1,h2:1/3      | h1:26379 h2:1            | ''   | ''    | 3"
      })
  void location_isParsed(String uri, String addresses, String user, String password, int database) {
    RedisSettings settings = settings(uri.trim());
    assertThat(settings.servers().addresses().stream().map(HostAndPort::toString))
        .containsExactly(addresses.split(" "));
    assertThat(settings.servers().access().login())
        .isEqualTo(new RedisSettings.Login(user, password));
    assertThat(settings.servers().database()).isEqualTo(database);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://host:port",
        "redis://host:70000",
        "redis://a,b",
        "redis://host/x",
        "redis://,",
        "redis-cluster://h1,,h2",
        "redis-cluster://h1/2",
        "redis://u:%zz@host",
        "redis://host?lanes=0",
        "redis://host?batch=0",
        "redis://host?queue=100000000",
        "redis://host?timeout=0ms",
        "redis://host?foreign=keep",
        "redis://host?connect-timeout=2h"
      })
  void mistakes_areConfigurationErrors(String uri) {
    assertThatThrownBy(() -> settings(uri))
        .isInstanceOf(EngineException.class)
        .extracting(e -> ((EngineException) e).kind())
        .isEqualTo(EngineException.Kind.CONFIGURATION);
  }

  @Test
  void options_areRead() {
    RedisSettings settings =
        settings(
            "redis-sentinel://h?prefix=a%3A&lanes=3&batch=9&queue=7&timeout=2s&connect-timeout=3s"
                + "&wait=4s&lazy=true&replicas=2&foreign=replace&ram=tracking&master=m&sentinel-user=su&sentinel-password=sp"
                + "&tls=true&trust-store=/t&trust-store-password=tp&insecure=true");
    assertThat(settings)
        .isEqualTo(
            new RedisSettings(
                new RedisSettings.Servers(
                    RedisSettings.Mode.SENTINEL,
                    List.of(new HostAndPort("h", 26379)),
                    0,
                    new RedisSettings.Access(
                        new RedisSettings.Login("", ""),
                        new RedisSettings.Tls(true, "/t", "tp", true)),
                    new RedisSettings.Sentinels("m", new RedisSettings.Login("su", "sp"))),
                new RedisSettings.Pipelining(3, 9, 7),
                new RedisSettings.Timeouts(
                    Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4), true),
                new RedisSettings.Items("a:", 2, true, true)));
  }

  @Test
  void counters_areInTheSlotsTheyServe() {
    for (String prefix : List.of("", "app:", "{same}", "{", "}{")) {
      RedisKeys keys = new RedisKeys(Ascii.bytes(prefix), true, false);
      Set<Integer> groups = new HashSet<>();
      for (int i = 0; i < 2000; i++) {
        int group = keys.group(keys.slot(keys.redisKey(Key.of("k" + i))));
        int groupOfCounter = keys.group(keys.slot(keys.redisKey(keys.counter(group))));
        assertThat(groupOfCounter).isEqualTo(group);
        groups.add(group);
      }
      assertThat(groups).hasSize(prefix.equals("{same}") ? 1 : RedisKeys.GROUPS);
    }
  }

  @Test
  void keys_areMappedToRedisAndBack() {
    RedisKeys keys = new RedisKeys(Ascii.bytes("app:"), false, false);
    Key key = Key.of("k");
    assertThat(keys.itemKey(keys.redisKey(key))).isEqualTo(key);
    assertThat(keys.itemKey(Ascii.bytes("app:"))).isNull();
    assertThat(keys.itemKey(Ascii.bytes("apq:k"))).isNull();
    assertThat(keys.itemKey(Ascii.bytes("app:" + "x".repeat(251)))).isNull();
  }
}
