package dev.memotor.conformance.clients;

import static com.spotify.folsom.MemcacheStatus.ITEM_NOT_STORED;
import static com.spotify.folsom.MemcacheStatus.KEY_EXISTS;
import static com.spotify.folsom.MemcacheStatus.KEY_NOT_FOUND;
import static com.spotify.folsom.MemcacheStatus.OK;
import static com.spotify.folsom.MemcacheStatus.VALUE_TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.spotify.folsom.AsciiMemcacheClient;
import com.spotify.folsom.BinaryMemcacheClient;
import com.spotify.folsom.GetResult;
import com.spotify.folsom.MemcacheClient;
import com.spotify.folsom.MemcacheClientBuilder;
import com.spotify.folsom.MemcacheStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A round of every command that folsom has, on every engine, over text and binary. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.memotor.conformance.clients.ServedEngine#schemes")
@Tag("slow")
final class FolsomTest {

  private static final int NEVER = 0;
  private static final int HOUR = 3600;

  @TempDir private static Path directory;

  private static ServedEngine served;
  private static AsciiMemcacheClient<String> text;
  private static BinaryMemcacheClient<String> binary;

  @Parameter String engine;

  @BeforeParameterizedClassInvocation
  static void start(String engine) throws Exception {
    served = ServedEngine.start(engine, directory.resolve(engine));
    text = builder().connectAscii();
    binary = builder().connectBinary();
    text.awaitFullyConnected(60, TimeUnit.SECONDS);
    binary.awaitFullyConnected(60, TimeUnit.SECONDS);
  }

  private static MemcacheClientBuilder<String> builder() {
    return MemcacheClientBuilder.newStringClient()
        .withAddress(served.address().getHostString(), served.address().getPort())
        .withConnectionTimeoutMillis(60_000);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    text.shutdown();
    binary.shutdown();
    served.close();
  }

  @Test
  void text_common() throws Exception {
    common(text, "text-", ITEM_NOT_STORED);
  }

  @Test
  void binary_common() throws Exception {
    common(binary, "binary-", KEY_NOT_FOUND);
  }

  /** What the client offers over both protocols, which differ in one case. */
  private static void common(
      MemcacheClient<String> client, String prefix, MemcacheStatus nothingToReplace)
      throws Exception {
    String key = prefix + "key";
    assertThat(await(client.get(key))).isNull();
    assertThat(await(client.replace(key, "none to replace", NEVER))).isEqualTo(nothingToReplace);
    assertThat(await(client.append(key, "x"))).isEqualTo(ITEM_NOT_STORED);
    assertThat(await(client.prepend(key, "x"))).isEqualTo(ITEM_NOT_STORED);
    assertThat(await(client.touch(key, HOUR))).isEqualTo(KEY_NOT_FOUND);
    assertThat(await(client.delete(key))).isEqualTo(KEY_NOT_FOUND);

    assertThat(await(client.add(key, "one", NEVER))).isEqualTo(OK);
    assertThat(await(client.add(key, "two", NEVER))).isEqualTo(ITEM_NOT_STORED);
    assertThat(await(client.replace(key, "two", HOUR, 7))).isEqualTo(OK);
    assertThat(await(client.append(key, "!"))).isEqualTo(OK);
    assertThat(await(client.prepend(key, "-"))).isEqualTo(OK);
    assertThat(await(client.touch(key, HOUR))).isEqualTo(OK);
    GetResult<String> item = await(client.casGet(key));
    assertThat(item.getValue()).isEqualTo("-two!");
    assertThat(item.getFlags()).isEqualTo(7);

    assertThat(await(client.set(key, "three", NEVER, item.getCas()))).isEqualTo(OK);
    assertThat(await(client.set(key, "four", NEVER, item.getCas()))).isEqualTo(KEY_EXISTS);
    assertThat(await(client.set(prefix + "none", "x", NEVER, 1L))).isEqualTo(KEY_NOT_FOUND);
    assertThat(await(client.get(key))).isEqualTo("three");
    assertThat(await(client.delete(key))).isEqualTo(OK);
    assertThat(await(client.get(key))).isNull();

    assertThat(await(client.set(key, "x".repeat(1 << 20), NEVER))).isEqualTo(VALUE_TOO_LARGE);
    assertThat(await(client.set(key, "fits", NEVER))).isEqualTo(OK);
    assertThat(await(client.getStats("settings")).values())
        .allSatisfy(node -> assertThat(node.getStats()).containsKey("item_size_max"));
  }

  @Test
  void multiGet() throws Exception {
    for (MemcacheClient<String> client : List.of(text, binary)) {
      List<String> keys = IntStream.range(0, 100).mapToObj(i -> "multi-" + i).toList();
      for (String key : keys.subList(0, 60)) {
        client.set(key, "value of " + key, NEVER);
      }
      List<String> values = await(client.get(keys));
      assertThat(values.get(59)).isEqualTo("value of multi-59");
      assertThat(values.subList(60, 100)).containsOnlyNulls();
      assertThat(await(client.casGetAsMap(keys))).hasSize(60);
    }
  }

  @Test
  void text_incr_decr() throws Exception {
    assertThat(await(text.incr("text-count", 1))).isNull();
    await(text.set("text-count", "9", NEVER));
    assertThat(await(text.incr("text-count", 2))).isEqualTo(11);
    assertThat(await(text.decr("text-count", 3))).isEqualTo(8);
    assertThat(await(text.decr("text-count", 100))).isZero();
  }

  @Test
  void binary_incr_decr() throws Exception {
    assertThat(await(binary.incr("binary-count", 1, 100, HOUR))).isEqualTo(100);
    assertThat(await(binary.incr("binary-count", 1, 100, HOUR))).isEqualTo(101);
    assertThat(await(binary.decr("binary-count", 3, 0, HOUR))).isEqualTo(98);
    assertThat(await(binary.get("binary-count"))).isEqualTo("98");
  }

  @Test
  void binary_withCas() throws Exception {
    assertThat(await(binary.set("cas", "b", NEVER))).isEqualTo(OK);
    long first = await(binary.casGet("cas")).getCas();
    assertThat(await(binary.append("cas", "c", first))).isEqualTo(OK);
    assertThat(await(binary.prepend("cas", "a", first))).isEqualTo(KEY_EXISTS);
    long second = await(binary.casGet("cas")).getCas();
    assertThat(await(binary.prepend("cas", "a", second))).isEqualTo(OK);
    assertThat(await(binary.get("cas"))).isEqualTo("abc");
    assertThat(await(binary.replace("cas", "x", NEVER, second))).isEqualTo(KEY_EXISTS);
    long third = await(binary.casGet("cas")).getCas();
    assertThat(await(binary.replace("cas", "x", NEVER, third))).isEqualTo(OK);
    assertThat(await(binary.delete("cas", third))).isEqualTo(KEY_EXISTS);
    assertThat(await(binary.delete("cas", await(binary.casGet("cas")).getCas()))).isEqualTo(OK);
  }

  @Test
  void text_deleteWithCas() throws Exception {
    await(text.set("text-delete-cas", "x", NEVER));
    long cas = await(text.casGet("text-delete-cas")).getCas();
    // Over text the client first empties the item by cas, then deletes it.
    assertThat(await(text.delete("text-delete-cas", cas + 1))).isEqualTo(KEY_EXISTS);
    assertThat(await(text.delete("text-delete-cas", cas))).isEqualTo(OK);
    assertThat(await(text.get("text-delete-cas"))).isNull();
  }

  // One key: for several the client expects opcodes that memcached does not send.
  @Test
  void binary_getAndTouch() throws Exception {
    await(binary.set("gat", "x", NEVER));
    assertThat(await(binary.getAndTouch("gat", HOUR))).isEqualTo("x");
    assertThat(await(binary.casGetAndTouch("gat", HOUR)).getValue()).isEqualTo("x");
  }

  @Test
  void binary_noop() throws Exception {
    await(binary.noop());
  }

  @Test
  void flushAll() throws Exception {
    for (MemcacheClient<String> client : List.of(text, binary)) {
      await(client.set("flush", "x", NEVER));
      assertThat(await(client.flushAll(0))).isEqualTo(OK);
      assertThat(await(client.get("flush"))).isNull();
    }
  }

  @Test
  void deleteAll() throws Exception {
    for (MemcacheClient<String> client : List.of(text, binary)) {
      await(client.set("everywhere", "x", NEVER));
      assertThat(await(client.deleteAll("everywhere"))).isEqualTo(OK);
      assertThat(await(client.get("everywhere"))).isNull();
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
