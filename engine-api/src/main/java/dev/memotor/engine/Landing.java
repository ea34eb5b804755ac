package dev.memotor.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Room for a value in an engine's memory, which is filled from the network and then becomes the
 * value of one {@link Store} or {@link Concat}; see {@link ReceivesValues}. Its length is that of
 * the whole value from the beginning; its bytes may be read when they have been filled in.
 *
 * <p>Whoever asked for a landing owns it, and either calls {@link #abandon()} or submits one
 * operation with it. From then on the operation owns it: the engine takes the memory over or frees
 * it when the operation ends, however it ends, and only then. After that, nothing but {@link
 * #length()} may be used.
 *
 * <p>Used by one thread at a time.
 */
public abstract class Landing extends Value {

  protected Landing() {}

  /** Returns the landing that an operation carries as its value; null if it carries none. */
  public static @Nullable Landing of(Operation operation) {
    Value value = null;
    if (operation instanceof Store store) {
      value = store.value();
    } else if (operation instanceof Concat concat) {
      value = concat.value();
    }
    return value instanceof Landing landing ? landing : null;
  }

  /**
   * Returns where the next bytes go: from the buffer's position to its limit. The caller puts bytes
   * there by advancing the position, and asks again; what a buffer still has room for comes back.
   *
   * @return null when the landing is full, and not before: if memory runs out meanwhile, the value
   *     is still read, and its operation fails
   */
  public abstract @Nullable ByteBuffer space();

  /** Frees a landing that no operation will carry. Called at most once. */
  public abstract void abandon();
}
