package dev.memotor.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.spy.memcached.CASResponse;
import net.spy.memcached.CASValue;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.ConnectionFactoryBuilder.Protocol;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.internal.OperationFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A round of every command that spymemcached has, on every engine, over text and binary. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("enginesAndProtocols")
@Tag("slow")
final class SpymemcachedTest {

  private static final int NEVER = 0;
  private static final int HOUR = 3600;

  /** Too long to be relative, hence a moment in 1970; the binary protocol has no negative times. */
  private static final int PAST = 30 * 24 * 3600 + 1;

  @TempDir private static Path directory;

  private static ServedEngine served;
  private static MemcachedClient client;

  @Parameter(0)
  String engine;

  @Parameter(1)
  Protocol protocol;

  static Stream<Arguments> enginesAndProtocols() {
    return ServedEngine.schemes()
        .flatMap(
            engine -> Stream.of(Protocol.values()).map(protocol -> Arguments.of(engine, protocol)));
  }

  @BeforeParameterizedClassInvocation
  static void start(String engine, Protocol protocol) throws IOException {
    System.setProperty("net.spy.log.LoggerImpl", "net.spy.memcached.compat.log.SLF4JLogger");
    served = ServedEngine.start(engine, directory.resolve(engine + protocol));
    client =
        new MemcachedClient(
            new ConnectionFactoryBuilder()
                .setProtocol(protocol)
                .setOpTimeout(60_000)
                // Over text it takes an error for a broken connection and makes a new one.
                .setMaxReconnectDelay(1)
                .build(),
            List.of(served.address()));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    client.shutdown();
    served.close();
  }

  @Test
  void set_get() throws Exception {
    assertThat(await(client.set("set", NEVER, "text"))).isTrue();
    assertThat(client.get("set")).isEqualTo("text");
    assertThat(await(client.set("set", HOUR, 4711))).isTrue();
    assertThat(client.get("set")).isEqualTo(4711);
    assertThat(client.get("set-absent")).isNull();
  }

  @Test
  void set_inThePast_removes() throws Exception {
    await(client.set("past", NEVER, "old"));
    assertThat(await(client.set("past", PAST, "new"))).isTrue();
    assertThat(client.get("past")).isNull();
  }

  @Test
  void set_compressedValue() throws Exception {
    String large = "0123456789".repeat(50_000);
    assertThat(await(client.set("large", NEVER, large))).isTrue();
    assertThat(client.get("large")).isEqualTo(large);
  }

  @Test
  void set_tooLarge_failsAndRemovesTheOldValue() throws Exception {
    await(client.set("huge", NEVER, "old"));
    // Noise, since the client compresses what it can.
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    assertThat(client.set("huge", NEVER, noise).getStatus().isSuccess()).isFalse();
    assertThat(client.get("huge")).isNull();
  }

  @Test
  void add_replace() throws Exception {
    assertThat(await(client.replace("add", NEVER, "none to replace"))).isFalse();
    assertThat(await(client.add("add", NEVER, "first"))).isTrue();
    assertThat(await(client.add("add", NEVER, "second"))).isFalse();
    assertThat(client.get("add")).isEqualTo("first");
    assertThat(await(client.replace("add", NEVER, "third"))).isTrue();
    assertThat(client.get("add")).isEqualTo("third");
  }

  @Test
  void append_prepend() throws Exception {
    assertThat(await(client.append("concat-absent", "x"))).isFalse();
    assertThat(await(client.prepend("concat-absent", "x"))).isFalse();
    await(client.set("concat", NEVER, "middle"));
    assertThat(await(client.append("concat", " end"))).isTrue();
    assertThat(await(client.prepend("concat", "start "))).isTrue();
    assertThat(client.get("concat")).isEqualTo("start middle end");
  }

  @Test
  void append_prepend_withCas() throws Exception {
    await(client.set("concat-cas", NEVER, "b"));
    assertThat(await(client.append(client.gets("concat-cas").getCas(), "concat-cas", "c")))
        .isTrue();
    assertThat(await(client.prepend(client.gets("concat-cas").getCas(), "concat-cas", "a")))
        .isTrue();
    assertThat(client.get("concat-cas")).isEqualTo("abc");
    if (protocol == Protocol.BINARY) {
      assertThat(await(client.append(client.gets("concat-cas").getCas() + 1, "concat-cas", "d")))
          .isFalse();
      assertThat(client.get("concat-cas")).isEqualTo("abc");
    }
  }

  @Test
  void gets_cas() throws Exception {
    assertThat(client.gets("cas")).isNull();
    assertThat(client.cas("cas", 1, "x")).isEqualTo(CASResponse.NOT_FOUND);
    await(client.set("cas", NEVER, "one"));
    CASValue<Object> one = client.gets("cas");
    assertThat(one.getValue()).isEqualTo("one");
    assertThat(client.cas("cas", one.getCas(), "two")).isEqualTo(CASResponse.OK);
    assertThat(client.cas("cas", one.getCas(), "three")).isEqualTo(CASResponse.EXISTS);
    assertThat(client.get("cas")).isEqualTo("two");
    CASValue<Object> two = client.asyncGets("cas").get(60, TimeUnit.SECONDS);
    assertThat(two.getCas()).isNotEqualTo(one.getCas());
    assertThat(await(client.asyncCAS("cas", two.getCas(), HOUR, "three")))
        .isEqualTo(CASResponse.OK);
    assertThat(client.get("cas")).isEqualTo("three");
  }

  @Test
  void getBulk() throws Exception {
    List<String> keys = IntStream.range(0, 200).mapToObj(i -> "bulk-" + i).toList();
    for (String key : keys.subList(0, 150)) {
      client.set(key, NEVER, "value of " + key);
    }
    Map<String, Object> found = client.getBulk(keys);
    assertThat(found).hasSize(150);
    assertThat(found).containsEntry("bulk-149", "value of bulk-149");
    assertThat(client.asyncGetBulk("bulk-0", "bulk-199").get(60, TimeUnit.SECONDS))
        .containsOnlyKeys("bulk-0");
  }

  @Test
  void pipelinedGets_keepTheirOrder() throws Exception {
    for (int i = 0; i < 500; i++) {
      client.set("pipe-" + i, NEVER, i);
    }
    var answers = IntStream.range(0, 500).mapToObj(i -> client.asyncGet("pipe-" + i)).toList();
    for (int i = 0; i < 500; i++) {
      assertThat(answers.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i);
    }
  }

  @Test
  void incr_decr() throws Exception {
    assertThat(client.incr("count-absent", 1)).isEqualTo(-1);
    assertThat(client.decr("count-absent", 1)).isEqualTo(-1);
    await(client.set("count", NEVER, "9"));
    assertThat(client.incr("count", 2)).isEqualTo(11);
    assertThat(client.decr("count", 3)).isEqualTo(8);
    assertThat(client.decr("count", 100)).isZero();
    assertThat(await(client.asyncIncr("count", 5))).isEqualTo(5);
    assertThat(await(client.asyncDecr("count", 1))).isEqualTo(4);
    // What the client reads back is the number and nothing else.
    assertThat(client.get("count")).isEqualTo("4");
  }

  @Test
  void incr_decr_withInitialValue() {
    assertThat(client.incr("count-from", 1, 100)).isEqualTo(100);
    assertThat(client.incr("count-from", 1, 100)).isEqualTo(101);
    assertThat(client.decr("count-down-from", 1, 50, HOUR)).isEqualTo(50);
    assertThat(client.decr("count-down-from", 1, 50, HOUR)).isEqualTo(49);
  }

  @Test
  void incr_ofText_fails() throws Exception {
    await(client.set("count-text", NEVER, "abc"));
    assertThat(client.asyncIncr("count-text", 1).getStatus().isSuccess()).isFalse();
    assertThat(client.get("count-text")).isEqualTo("abc");
  }

  @Test
  void touch() throws Exception {
    assertThat(await(client.touch("touch-absent", HOUR))).isFalse();
    await(client.set("touch", NEVER, "x"));
    assertThat(await(client.touch("touch", HOUR))).isTrue();
    assertThat(client.get("touch")).isEqualTo("x");
    assertThat(await(client.touch("touch", PAST))).isTrue();
    assertThat(client.get("touch")).isNull();
  }

  @Test
  void getAndTouch() throws Exception {
    if (protocol == Protocol.TEXT) {
      assertThatThrownBy(() -> client.getAndTouch("gat", HOUR))
          .isInstanceOf(UnsupportedOperationException.class);
      return;
    }
    assertThat(client.getAndTouch("gat", HOUR)).isNull();
    await(client.set("gat", NEVER, "x"));
    assertThat(client.getAndTouch("gat", HOUR).getValue()).isEqualTo("x");
    assertThat(await(client.asyncGetAndTouch("gat", PAST)).getValue()).isEqualTo("x");
    assertThat(client.get("gat")).isNull();
  }

  @Test
  void delete() throws Exception {
    assertThat(await(client.delete("delete"))).isFalse();
    await(client.set("delete", NEVER, "x"));
    assertThat(await(client.delete("delete"))).isTrue();
    assertThat(client.get("delete")).isNull();
  }

  @Test
  void delete_withCas() throws Exception {
    await(client.set("delete-cas", NEVER, "x"));
    long cas = client.gets("delete-cas").getCas();
    if (protocol == Protocol.TEXT) {
      assertThatThrownBy(() -> client.delete("delete-cas", cas))
          .isInstanceOf(UnsupportedOperationException.class);
      return;
    }
    assertThat(await(client.delete("delete-cas", cas + 1))).isFalse();
    assertThat(await(client.delete("delete-cas", cas))).isTrue();
    assertThat(client.get("delete-cas")).isNull();
  }

  @Test
  void flush() throws Exception {
    await(client.set("flush", NEVER, "x"));
    if (protocol == Protocol.TEXT) {
      // Over the binary protocol the client leaves the delay out.
      assertThat(await(client.flush(HOUR))).isTrue();
      assertThat(client.get("flush")).isEqualTo("x");
    }
    assertThat(await(client.flush())).isTrue();
    assertThat(client.get("flush")).isNull();
    assertThat(await(client.set("flush", NEVER, "y"))).isTrue();
    assertThat(client.get("flush")).isEqualTo("y");
  }

  @Test
  void stats_versions() {
    assertThat(client.getVersions().values()).containsExactly("1.6.45");
    Map<String, String> general = client.getStats().values().iterator().next();
    assertThat(general).containsKeys("pid", "uptime", "curr_items", "get_hits", "threads");
    Map<String, String> settings = client.getStats("settings").values().iterator().next();
    assertThat(settings).containsEntry("item_size_max", "1048576");
  }

  @Test
  void listSaslMechanisms_leavesTheConnectionInStep() throws Exception {
    if (protocol == Protocol.TEXT) {
      assertThatThrownBy(client::listSaslMechanisms)
          .isInstanceOf(UnsupportedOperationException.class);
    } else {
      client.listSaslMechanisms();
    }
    await(client.set("after-sasl", NEVER, "x"));
    assertThat(client.get("after-sasl")).isEqualTo("x");
  }

  private static <T> T await(OperationFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }
}
