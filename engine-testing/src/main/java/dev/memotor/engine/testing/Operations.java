package dev.memotor.engine.testing;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Store;
import dev.memotor.engine.WriteOptions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Short forms of operations for tests, and a readable form for messages. */
public final class Operations {

  private static final int MAX_LENGTH = 1 << 20;
  private static final int SHOWN = 40;

  private Operations() {}

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static Store set(Key key, byte[] value, long exptime) {
    return new Store(key, Store.Mode.SET, value, 0, exptime);
  }

  public static Store set(Key key, String value) {
    return set(key, bytes(value), Exptime.NEVER);
  }

  /** Sets an item that does not expire. */
  public static Store set(String key, String value) {
    return set(Key.of(key), value);
  }

  public static Store set(String key, String value, long exptime) {
    return set(Key.of(key), bytes(value), exptime);
  }

  public static Store store(
      Key key, Store.Mode mode, String value, @Nullable CasCondition condition) {
    return new Store(key, mode, bytes(value), 0, Exptime.NEVER, new WriteOptions(condition));
  }

  public static Concat append(Key key, String value) {
    return new Concat(key, Concat.Side.APPEND, bytes(value), MAX_LENGTH);
  }

  public static Arithmetic up(Key key, long delta) {
    return new Arithmetic(key, Arithmetic.Direction.UP, delta);
  }

  public static Arithmetic down(Key key, long delta) {
    return new Arithmetic(key, Arithmetic.Direction.DOWN, delta);
  }

  public static Delete markStale(Key key, long exptime) {
    return new Delete(key, Delete.Keep.STALE_ITEM, null, exptime, 0, 0);
  }

  public static Get peek(Key key) {
    return new Get(key, Get.Options.PEEK);
  }

  public static Get contest(Key key) {
    return new Get(key, Get.Options.CONTEST);
  }

  /** Returns the operation with the bytes of a short value. */
  public static String show(Operation operation) {
    String text = operation.toString();
    if (operation instanceof Store store) {
      return text.replace("value=" + store.value(), "value=" + show(store.value().bytes()));
    }
    if (operation instanceof Concat concat) {
      return text.replace("value=" + concat.value(), "value=" + show(concat.value().bytes()));
    }
    return text;
  }

  public static String show(byte[] value) {
    return value.length <= SHOWN
        ? "'" + new String(value, StandardCharsets.ISO_8859_1) + "'"
        : value.length + " bytes";
  }
}
