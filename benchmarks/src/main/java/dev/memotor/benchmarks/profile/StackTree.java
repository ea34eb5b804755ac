package dev.memotor.benchmarks.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stacks laid over each other from the outermost frame on. */
final class StackTree {

  private final String name;
  private final Map<String, StackTree> callees = new HashMap<>();
  private long samples;
  private long ownSamples;

  StackTree(String name) {
    this.name = name;
  }

  /**
   * Adds a stack that was seen once.
   *
   * @param frames from the outermost to the innermost
   */
  void add(List<String> frames) {
    StackTree node = this;
    node.samples++;
    for (String frame : frames) {
      node = node.callees.computeIfAbsent(frame, StackTree::new);
      node.samples++;
    }
    node.ownSamples++;
  }

  String name() {
    return name;
  }

  /** How often this frame was on the stack here. */
  long samples() {
    return samples;
  }

  /** In a steady order, so that two graphs can be laid side by side. */
  List<StackTree> callees() {
    List<StackTree> sorted = new ArrayList<>(callees.values());
    sorted.sort(Comparator.comparing(StackTree::name));
    return sorted;
  }

  /** The number of frames of the deepest stack that was seen this often. */
  int depth(long atLeast) {
    int depth = 0;
    for (StackTree callee : callees.values()) {
      if (callee.samples >= atLeast) {
        depth = Math.max(depth, callee.depth(atLeast));
      }
    }
    return depth + 1;
  }

  /** Samples by the frame that was innermost: where the time was spent in the end. */
  Map<String, Long> innermost() {
    Map<String, Long> counts = new HashMap<>();
    collectInnermost(counts);
    return counts;
  }

  private void collectInnermost(Map<String, Long> counts) {
    if (ownSamples > 0) {
      counts.merge(name, ownSamples, Long::sum);
    }
    callees.values().forEach(callee -> callee.collectInnermost(counts));
  }
}
