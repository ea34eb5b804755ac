package dev.memotor.server.transport;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The connections of a server, limited in number. */
final class OpenConnections {

  private final int max;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger lastId = new AtomicInteger();
  private final Set<ConnectionHandler> all = ConcurrentHashMap.newKeySet();

  /**
   * Those whose TLS handshake or login is pending, the oldest first. Empty if neither is required.
   */
  private final NavigableMap<Integer, ConnectionHandler> newcomers = new ConcurrentSkipListMap<>();

  OpenConnections(int max) {
    this.max = max;
  }

  /**
   * Takes a place for a new connection; returns false if it must be refused. The oldest newcomer
   * gives way: clients that only connect cannot keep users out.
   */
  boolean tryAcquire() {
    if (count.incrementAndGet() <= max) {
      return true;
    }
    Map.Entry<Integer, ConnectionHandler> oldest = newcomers.pollFirstEntry();
    if (oldest != null) {
      oldest.getValue().giveWay();
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  int nextId() {
    return lastId.incrementAndGet() & Integer.MAX_VALUE;
  }

  void opened(ConnectionHandler connection, boolean isNewcomer) {
    all.add(connection);
    if (isNewcomer) {
      newcomers.put(connection.id(), connection);
    }
  }

  /** Notes that the handshake or login of a connection has succeeded. */
  void settled(ConnectionHandler connection) {
    newcomers.remove(connection.id());
  }

  void closed(ConnectionHandler connection) {
    newcomers.remove(connection.id());
    if (all.remove(connection)) {
      count.decrementAndGet();
    }
  }

  Set<ConnectionHandler> all() {
    return all;
  }

  int count() {
    return count.get();
  }

  int max() {
    return max;
  }
}
