package dev.memotor.conformance.wire;

import java.util.ArrayList;
import java.util.List;

/** Where what is sent is cut into packets. */
public interface CutPlan {

  CutPlan NONE = (ends, length) -> List.of();

  /** Each {@code >} line is a separate packet. */
  CutPlan LINES = (ends, length) -> ends;

  /**
   * @param ends where each payload ends
   */
  List<Integer> cuts(List<Integer> ends, int length);

  /** Packets of {@code size} bytes. The middle of a big payload travels whole, to save time. */
  static CutPlan every(int size) {
    int cutsAtStart = 120;
    int bytesAtEnd = 64;
    return (ends, length) -> {
      List<Integer> cuts = new ArrayList<>();
      for (int at = size; at < length; at += size) {
        if (cuts.size() < cutsAtStart || at >= length - bytesAtEnd) {
          cuts.add(at);
        }
      }
      return cuts;
    };
  }

  static CutPlan at(List<Integer> offsets) {
    return (ends, length) -> offsets;
  }
}
