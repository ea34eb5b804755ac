package dev.memotor.engine.memory;

import dev.memotor.engine.Operation;
import dev.memotor.engine.memory.ItemTable.ValueAccess;
import java.util.ArrayList;
import java.util.List;

/** The turn of one thread: the tables whose values its results may have. */
final class Turn {

  /** One, unless a flush came in the middle of the turn. */
  private final List<ItemTable> tables = new ArrayList<>();

  private boolean lends;

  /** Whether results have values that are valid until the turn ends. */
  private boolean lent;

  /** Enters a table unless it has been entered in this turn. */
  void enter(ItemTable table) {
    int last = tables.size() - 1;
    if (last < 0 || tables.get(last) != table) {
      table.enter();
      tables.add(table);
    }
  }

  /** Begins to execute a batch, in the turn that is open or in a new one. */
  void begin(boolean batchAcceptsLent) {
    lends = batchAcceptsLent;
  }

  /** Ends the execution of a batch, and the turn unless results have lent values. */
  void endBatch() {
    if (!lends && !lent) {
      end();
    }
  }

  /** Returns how an operation reads the value of the stored item. */
  ValueAccess accessFor(Operation operation) {
    if (lends) {
      lent = true;
      return ValueAccess.LENT;
    }
    return operation.readsValue() ? ValueAccess.COPIED : ValueAccess.LEFT_OUT;
  }

  /** Lets memory be reused that was freed since the turn began, unless values have been lent. */
  void renew() {
    if (!lent) {
      for (ItemTable table : tables) {
        table.renewTurn();
      }
    }
  }

  /** Leaves all tables. */
  void end() {
    lent = false;
    for (int i = 0; i < tables.size(); i++) {
      tables.get(i).leave();
    }
    tables.clear();
  }
}
