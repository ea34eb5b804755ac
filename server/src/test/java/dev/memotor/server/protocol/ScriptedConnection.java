package dev.memotor.server.protocol;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.Value;
import dev.memotor.server.auth.Login;
import dev.memotor.server.auth.Session;
import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.fixture.Observed;
import dev.memotor.server.observe.watch.Stream;
import dev.memotor.server.protocol.binary.BinaryDecoder;
import dev.memotor.server.protocol.text.TextDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Feeds a decoder bytes in portions, as the transport does, and records what it requests: one line
 * for each request, so that two ways of cutting a stream can be compared.
 */
public final class ScriptedConnection implements Connection {

  /** The second against which relative expiry counts. */
  public static final long NOW = 1_800_000_000L;

  private static final int MAX_ROUNDS = 1_000_000;

  private final List<String> log = new ArrayList<>();
  private final Session session = Session.open();
  private final FixedAdministration administration = new FixedAdministration(log);
  private final ByteBudget.Share budget;
  private final Decoder decoder;
  private final int window;
  private byte[] carry = {};
  private int unanswered;
  private int asked;
  private int widest;
  private boolean closing;

  private ScriptedConnection(
      Function<ScriptedConnection, Function<ProtocolContext, Decoder>> decoder,
      int window,
      ByteBudget.Share budget) {
    this.window = window;
    this.budget = budget;
    this.decoder =
        decoder
            .apply(this)
            .apply(
                new ProtocolContext(
                    () -> NOW,
                    new ItemLimit(1 << 20),
                    budget,
                    new Observed().loop(),
                    administration));
  }

  /** A text connection with a window of requests. */
  public static ScriptedConnection text(int window) {
    return text(window, new ByteBudget(1L << 30).newShare());
  }

  public static ScriptedConnection text(int window, ByteBudget.Share budget) {
    return new ScriptedConnection(
        connection -> context -> new TextDecoder(connection, context), window, budget);
  }

  /** A binary connection with a window of requests. */
  public static ScriptedConnection binary(int window) {
    return binary(window, new ByteBudget(1L << 30).newShare());
  }

  public static ScriptedConnection binary(int window, ByteBudget.Share budget) {
    return new ScriptedConnection(
        connection -> context -> new BinaryDecoder(connection, context), window, budget);
  }

  /** Feeds a portion; all requests are answered whenever the window is full. */
  public ScriptedConnection feed(byte[] bytes) {
    byte[] portion = bytes;
    int rounds = 0;
    while (!closing) {
      if (decoder.wantsValue()) {
        if (portion.length == 0) {
          return this;
        }
        ByteBuf in = Unpooled.wrappedBuffer(portion);
        decoder.readValue(in);
        portion = Arrays.copyOfRange(portion, in.readerIndex(), portion.length);
        continue;
      }
      byte[] joined = Arrays.copyOf(carry, carry.length + portion.length);
      System.arraycopy(portion, 0, joined, carry.length, portion.length);
      int end = decoder.decode(joined, 0, joined.length);
      boolean more = decoder.wantsValue() && end < joined.length;
      carry = more ? new byte[0] : Arrays.copyOfRange(joined, end, joined.length);
      portion = more ? Arrays.copyOfRange(joined, end, joined.length) : new byte[0];
      // A decoder must not use its input array after it has returned.
      Arrays.fill(joined, (byte) '#');
      if (++rounds > MAX_ROUNDS) {
        throw new AssertionError("no end");
      }
      if (unanswered >= window) {
        unanswered = 0;
      } else if (!more && !decoder.isHoldingBack()) {
        return this;
      }
    }
    return this;
  }

  public ScriptedConnection feed(String text) {
    return feed(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The requests, one line each. */
  public List<String> log() {
    return log;
  }

  public int asked() {
    return asked;
  }

  /** The most requests that were unanswered at once. */
  public int widest() {
    return widest;
  }

  public Decoder decoder() {
    return decoder;
  }

  public ByteBudget.Share budget() {
    return budget;
  }

  public boolean isClosing() {
    return closing;
  }

  private void took(String line) {
    log.add(line);
    asked++;
    unanswered++;
    widest = Math.max(widest, unanswered);
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public <R extends Request & LoginReply> void authenticate(Login login, R request) {
    throw new AssertionError("no login is required");
  }

  @Override
  public void submit(Request request, Operation operation) {
    took(request.getClass().getSimpleName() + " " + show(operation));
    budget.give(operation.valueLength());
  }

  @Override
  public Landing receive(Key key, int length) {
    return null;
  }

  @Override
  public void reply(Request request) {
    took("reply " + ReplyText.of(request));
  }

  @Override
  public void flushAll(Request request, Supplier<CompletionStage<Void>> flush) {
    took("flush " + request.getClass().getSimpleName());
    flush.get().toCompletableFuture().join();
  }

  @Override
  public void list(ItemListing listing) {
    took("list " + listing.getClass().getSimpleName());
  }

  @Override
  public boolean hasUnanswered() {
    // How many are unanswered at the moment depends on how the stream is split.
    return asked > 0;
  }

  @Override
  public boolean watch(Set<Stream> streams) {
    log.add("watch " + streams);
    return true;
  }

  @Override
  public boolean maySubmit() {
    return !closing && unanswered < window;
  }

  @Override
  public boolean beginsCommand(byte[] in, int from, int to) {
    return true;
  }

  @Override
  public void closeAfterReplies() {
    log.add("close");
    closing = true;
  }

  @Override
  public void abort() {
    log.add("abort");
    closing = true;
  }

  /** As the records show themselves, but with the bytes of values. */
  private static String show(Operation operation) {
    String text = operation.toString();
    if (operation instanceof Store store) {
      return show(text, store.value());
    } else if (operation instanceof Concat concat) {
      return show(text, concat.value());
    } else if (!(operation instanceof Get
        || operation instanceof Touch
        || operation instanceof Delete
        || operation instanceof Arithmetic)) {
      throw new AssertionError("a new operation: " + operation);
    }
    return text;
  }

  private static String show(String text, Value value) {
    return text.replace("value=" + value, "value=bytes") + value(value.bytes());
  }

  private static String value(byte[] bytes) {
    return bytes.length <= 64
        ? " '" + new String(bytes, StandardCharsets.ISO_8859_1) + "'"
        : " " + bytes.length + " bytes, hash " + Arrays.hashCode(bytes);
  }
}
