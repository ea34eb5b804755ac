package dev.memotor.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.rubyeye.xmemcached.CASOperation;
import net.rubyeye.xmemcached.CommandFactory;
import net.rubyeye.xmemcached.Counter;
import net.rubyeye.xmemcached.GetsResponse;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.command.BinaryCommandFactory;
import net.rubyeye.xmemcached.command.TextCommandFactory;
import net.rubyeye.xmemcached.exception.MemcachedException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A round of every command that xmemcached has, on every engine, over text and binary. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("enginesAndProtocols")
@Tag("slow")
final class XmemcachedTest {

  private static final int NEVER = 0;
  private static final int HOUR = 3600;

  @TempDir private static Path directory;

  private static ServedEngine served;
  private static MemcachedClient client;

  @Parameter(0)
  String engine;

  @Parameter(1)
  Wire wire;

  /** The protocols of the client. */
  enum Wire {
    TEXT {
      @Override
      CommandFactory commands() {
        return new TextCommandFactory();
      }
    },
    BINARY {
      @Override
      CommandFactory commands() {
        return new BinaryCommandFactory();
      }
    };

    abstract CommandFactory commands();
  }

  static Stream<Arguments> enginesAndProtocols() {
    return ServedEngine.schemes()
        .flatMap(engine -> Stream.of(Wire.values()).map(wire -> Arguments.of(engine, wire)));
  }

  @BeforeParameterizedClassInvocation
  static void start(String engine, Wire wire) throws IOException {
    served = ServedEngine.start(engine, directory.resolve(engine + wire));
    XMemcachedClientBuilder builder = new XMemcachedClientBuilder(List.of(served.address()));
    builder.setCommandFactory(wire.commands());
    builder.setOpTimeout(60_000);
    client = builder.build();
  }

  @AfterParameterizedClassInvocation
  static void stop() throws IOException {
    client.shutdown();
    served.close();
  }

  @Test
  void set_get() throws Exception {
    assertThat(client.set("set", NEVER, "text")).isTrue();
    assertThat((String) client.get("set")).isEqualTo("text");
    assertThat(client.set("set", HOUR, List.of(1, 2, 3))).isTrue();
    List<Integer> list = client.get("set");
    assertThat(list).containsExactly(1, 2, 3);
    assertThat((String) client.get("set-absent")).isNull();
  }

  @Test
  void add_replace() throws Exception {
    assertThat(client.replace("add", NEVER, "none to replace")).isFalse();
    assertThat(client.add("add", NEVER, "first")).isTrue();
    assertThat(client.add("add", NEVER, "second")).isFalse();
    assertThat((String) client.get("add")).isEqualTo("first");
    assertThat(client.replace("add", NEVER, "third")).isTrue();
    assertThat((String) client.get("add")).isEqualTo("third");
  }

  @Test
  void append_prepend() throws Exception {
    assertThat(client.append("concat", "x")).isFalse();
    assertThat(client.prepend("concat", "x")).isFalse();
    client.set("concat", NEVER, "middle");
    assertThat(client.append("concat", " end")).isTrue();
    assertThat(client.prepend("concat", "start ")).isTrue();
    assertThat((String) client.get("concat")).isEqualTo("start middle end");
  }

  @Test
  void gets_cas() throws Exception {
    assertThat(client.<String>gets("cas")).isNull();
    client.set("cas", NEVER, "one");
    GetsResponse<String> one = client.gets("cas");
    assertThat(one.getValue()).isEqualTo("one");
    assertThat(client.cas("cas", NEVER, "two", one.getCas())).isTrue();
    assertThat(client.cas("cas", NEVER, "three", one.getCas())).isFalse();
    assertThat(client.cas("cas", new Appending("!"))).isTrue();
    assertThat((String) client.get("cas")).isEqualTo("two!");
  }

  @Test
  void multiGet_multiGets() throws Exception {
    List<String> keys = IntStream.range(0, 200).mapToObj(i -> "multi-" + i).toList();
    for (String key : keys.subList(0, 150)) {
      client.set(key, NEVER, "value of " + key);
    }
    Map<String, String> found = client.get(keys);
    assertThat(found).hasSize(150).containsEntry("multi-149", "value of multi-149");
    Map<String, GetsResponse<String>> withCas = client.gets(keys);
    assertThat(withCas).hasSize(150);
    assertThat(withCas.values()).extracting(GetsResponse::getCas).doesNotHaveDuplicates();
  }

  @Test
  void incr_decr() throws Exception {
    client.set("count", NEVER, "9");
    assertThat(client.incr("count", 2)).isEqualTo(11);
    assertThat(client.decr("count", 3)).isEqualTo(8);
    assertThat(client.decr("count", 100)).isZero();
    assertThat(client.incr("count-from", 1, 100)).isEqualTo(100);
    assertThat(client.incr("count-from", 1, 100)).isEqualTo(101);
    assertThat(client.decr("count-down-from", 1, 50, 10_000, HOUR)).isEqualTo(50);
    assertThat(client.decr("count-down-from", 1, 50, 10_000, HOUR)).isEqualTo(49);
  }

  @Test
  void incr_ofText_fails() throws Exception {
    client.set("count-text", NEVER, "abc");
    assertThatThrownBy(() -> client.incr("count-text", 1)).isInstanceOf(MemcachedException.class);
    assertThat((String) client.get("count-text")).isEqualTo("abc");
  }

  @Test
  void counter() throws Exception {
    Counter counter = client.getCounter("counter", 10);
    assertThat(counter.get()).isEqualTo(10);
    assertThat(counter.incrementAndGet()).isEqualTo(11);
    assertThat(counter.addAndGet(-4)).isEqualTo(7);
    assertThat(counter.decrementAndGet()).isEqualTo(6);
    counter.set(100);
    assertThat(counter.get()).isEqualTo(100);
  }

  @Test
  void touch() throws Exception {
    assertThat(client.touch("touch", HOUR)).isFalse();
    client.set("touch", NEVER, "x");
    assertThat(client.touch("touch", HOUR)).isTrue();
    assertThat((String) client.get("touch")).isEqualTo("x");
  }

  @Test
  void getAndTouch() throws Exception {
    client.set("gat", NEVER, "x");
    if (wire == Wire.TEXT) {
      assertThatThrownBy(() -> client.getAndTouch("gat", HOUR))
          .isInstanceOf(UnsupportedOperationException.class);
    } else {
      assertThat((String) client.getAndTouch("gat", HOUR)).isEqualTo("x");
      assertThat((String) client.getAndTouch("gat-absent", HOUR)).isNull();
    }
    assertThat((String) client.get("gat")).isEqualTo("x");
  }

  @Test
  void delete() throws Exception {
    assertThat(client.delete("delete")).isFalse();
    client.set("delete", NEVER, "x");
    assertThat(client.delete("delete")).isTrue();
    assertThat((String) client.get("delete")).isNull();
  }

  @Test
  void delete_withCas() throws Exception {
    if (wire == Wire.TEXT) {
      return; // the text protocol has no such command
    }
    client.set("delete-cas", NEVER, "x");
    GetsResponse<String> item = client.gets("delete-cas");
    assertThat(client.delete("delete-cas", item.getCas() + 1, 10_000)).isFalse();
    assertThat(client.delete("delete-cas", item.getCas(), 10_000)).isTrue();
  }

  @Test
  void withoutReply_everythingHappensInOrder() throws Exception {
    client.setWithNoReply("quiet", NEVER, "b");
    client.addWithNoReply("quiet", NEVER, "lost");
    client.appendWithNoReply("quiet", "c");
    client.prependWithNoReply("quiet", "a");
    client.addWithNoReply("quiet-count", NEVER, "5");
    client.incrWithNoReply("quiet-count", 10);
    client.decrWithNoReply("quiet-count", 1);
    client.addWithNoReply("quiet-gone", NEVER, "x");
    client.deleteWithNoReply("quiet-gone");
    client.replaceWithNoReply("quiet-gone", NEVER, "x");
    assertThat((String) client.get("quiet")).isEqualTo("abc");
    assertThat((String) client.get("quiet-count")).isEqualTo("14");
    assertThat((String) client.get("quiet-gone")).isNull();
    client.casWithNoReply("quiet", new Appending("d"));
    assertThat((String) client.get("quiet")).isEqualTo("abcd");
  }

  @Test
  void namespace() throws Exception {
    String value =
        client.withNamespace(
            "space",
            c -> {
              c.set("key", NEVER, "inside");
              return c.get("key");
            });
    assertThat(value).isEqualTo("inside");
    assertThat((String) client.get("key")).isNull();
    client.invalidateNamespace("space");
    assertThat((String) client.withNamespace("space", c -> c.get("key"))).isNull();
  }

  // Without a delay: with one, the client sends what no memcached understands.
  @Test
  void flushAll() throws Exception {
    client.set("flush", NEVER, "x");
    client.flushAll();
    assertThat((String) client.get("flush")).isNull();
    client.set("flush", NEVER, "x");
    client.flushAllWithNoReply();
    assertThat((String) client.get("flush")).isNull();
  }

  @Test
  void stats_versions_verbosity() throws Exception {
    assertThat(client.getVersions().values()).containsExactly("1.6.45");
    assertThat(client.stats(served.address())).containsKeys("pid", "uptime", "curr_items");
    assertThat(client.getStatsByItem("settings").values())
        .allSatisfy(settings -> assertThat(settings).containsKey("item_size_max"));
    client.setLoggingLevelVerbosity(served.address(), 1);
    client.setLoggingLevelVerbosityWithNoReply(served.address(), 0);
    assertThat((String) client.get("after-verbosity")).isNull();
  }

  /** Reads, appends and writes back until no other client interferes. */
  private record Appending(String tail) implements CASOperation<String> {

    @Override
    public int getMaxTries() {
      return 3;
    }

    @Override
    public String getNewValue(long cas, String current) {
      return current + tail;
    }
  }
}
