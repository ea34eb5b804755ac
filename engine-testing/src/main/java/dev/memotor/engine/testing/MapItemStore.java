package dev.memotor.engine.testing;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ItemEnvelope;
import dev.memotor.engine.support.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps items as bytes in a map that outlives the engine: the smallest store there can be. */
public class MapItemStore implements ItemStore {

  private final Map<Key, byte[]> map = new ConcurrentHashMap<>();

  @Override
  public long items() {
    return map.size();
  }

  @Override
  public @Nullable Item read(Key key) {
    byte[] bytes = map.get(key);
    return bytes == null ? null : ItemEnvelope.read(bytes, 0, bytes.length);
  }

  @Override
  public void write(Key key, Item item) {
    map.put(key, ItemEnvelope.toBytes(item));
  }

  @Override
  public void remove(Key key) {
    map.remove(key);
  }

  @Override
  public void clear() {
    map.clear();
  }

  @Override
  public void scan(Engine.ItemVisitor visitor) {
    for (Map.Entry<Key, byte[]> entry : map.entrySet()) {
      byte[] bytes = entry.getValue();
      if (!visitor.visit(entry.getKey(), ItemEnvelope.read(bytes, 0, bytes.length))) {
        return;
      }
    }
  }
}
