package dev.memotor.engine.rocksdb;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Entries from many threads for one taker at a time, in order, without locks: the well-known linked
 * queue in which a producer swaps the tail and then links its node behind the old one.
 */
final class EntryQueue {

  private final AtomicReference<Node> tail;
  // Changed by the taker only; who takes is settled by a lock.
  private volatile Node head;

  EntryQueue() {
    Node stub = new Node(null);
    head = stub;
    tail = new AtomicReference<>(stub);
  }

  /** Adds an entry; any thread. */
  void add(Entry entry) {
    Node node = new Node(entry);
    Node before = tail.getAndSet(node);
    before.next = node;
  }

  /** The first entry, or null. */
  Entry peek() {
    Node first = head.next;
    return first == null ? null : first.entry;
  }

  /** Takes the first entry; the taker only, after {@link #peek} gave one. */
  Entry take() {
    Node before = head;
    Node first = before.next;
    Entry taken = first.entry;
    head = first;
    // The node stays as the stub; neither it nor older ones may keep anything alive.
    first.entry = null;
    before.next = null;
    return taken;
  }

  private static final class Node {

    Entry entry;
    volatile Node next;

    Node(Entry entry) {
      this.entry = entry;
    }
  }
}
