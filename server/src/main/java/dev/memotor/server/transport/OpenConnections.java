package dev.memotor.server.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The connections of a server, and the bound on their number. */
final class OpenConnections {

  private final int max;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger lastId = new AtomicInteger();
  private final Set<ConnectionHandler> all = ConcurrentHashMap.newKeySet();

  OpenConnections(int max) {
    this.max = max;
  }

  /** Takes a place for a new connection; if there is none it is to be refused. */
  boolean takePlace() {
    if (count.incrementAndGet() > max) {
      count.decrementAndGet();
      return false;
    }
    return true;
  }

  /** A number for a connection. */
  int nextId() {
    return lastId.incrementAndGet() & Integer.MAX_VALUE;
  }

  void opened(ConnectionHandler connection) {
    all.add(connection);
  }

  void closed(ConnectionHandler connection) {
    if (all.remove(connection)) {
      count.decrementAndGet();
    }
  }

  void forEach(Consumer<ConnectionHandler> action) {
    all.forEach(action);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int count() {
    return count.get();
  }

  int max() {
    return max;
  }
}
