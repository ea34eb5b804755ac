package dev.memotor.engine;

import org.jspecify.annotations.Nullable;

/**
 * What every operation does to an item: the one place where the meaning of the memcached commands
 * is written. Pure: equal arguments give equal transitions, and nothing else is read or changed.
 *
 * <p>An engine makes this function atomic on one key; protocols only translate to and from it; the
 * tests hold every engine to it.
 */
public final class Semantics {

  private static final Value EMPTY = Value.of(new byte[0]);

  /** A longer value is not a number, whatever spaces surround it, so it is not copied to look. */
  private static final int LONGEST_NUMBER = 1024;

  private Semantics() {}

  /**
   * The change that an operation makes.
   *
   * @param stored the item under the key, or null; it may have expired. May be null unread if
   *     {@link Operation#readsItem()} says so
   * @param now UNIX seconds
   * @param casSource asked at most once, and only if the transition puts an item
   */
  public static Transition apply(
      Operation operation, @Nullable Item stored, long now, CasSource casSource) {
    boolean expired = stored != null && stored.isExpired(now);
    Item item = expired ? null : stored;
    return switch (operation.kind()) {
      case GET -> get((Get) operation, item, expired, now, casSource);
      case STORE -> store((Store) operation, item, now, casSource);
      case ARITHMETIC -> arithmetic((Arithmetic) operation, item, expired, now, casSource);
      case TOUCH -> touch((Touch) operation, item, expired, now);
      case DELETE -> delete((Delete) operation, item, expired, now, casSource);
      case CONCAT -> concat((Concat) operation, item, now, casSource);
    };
  }

  /**
   * Returns whether the old item must go when there is no space for the one that the operation
   * would store. That is so for a plain set, so that no client reads a value that its writer meant
   * to replace; all other operations leave it.
   */
  public static boolean removesWhenRefused(Operation operation) {
    return operation instanceof Store store
        && store.mode() == Store.Mode.SET
        && store.condition() == null;
  }

  private static Transition get(
      Get get, @Nullable Item item, boolean expired, long now, CasSource casSource) {
    Get.Options options = get.options();
    if (item == null) {
      Get.Vivify vivify = options.vivify();
      if (vivify == null) {
        return Transition.keep(expired ? Result.EXPIRED_ITEM : Result.NOT_FOUND);
      }
      Item created =
          Item.of(EMPTY, 0, vivify.exptime(), cas(vivify.newCas(), casSource), now)
              .withBinaryKey(vivify.binaryKey());
      // What this read leaves behind is seen by the next one.
      Item left = created.withWon(true).withAccess(options.recordAccess(), now);
      return putUnlessDead(left, now, Result.vivified(created));
    }
    if (options == Get.Options.PLAIN) {
      return Transition.access(item, Result.ok(item));
    }
    boolean won =
        options.contest() && !item.isWon() && (item.isStale() || expiresSoon(options, item));
    Item shown = item;
    Item changed = item;
    if (options.exptime() != Exptime.NONE) {
      changed = changed.withExptime(options.exptime());
    }
    if (won) {
      changed = changed.withWon(true);
    }
    if (changed == item) {
      // The engine updates the access record in place, for this get or for a later one that is
      // answered in the same turn: what is shown must be the one before.
      shown = item.withAccess(item.isFetched(), item.lastAccess());
      return options.recordAccess()
          ? Transition.access(item, Result.ok(shown))
          : Transition.keep(Result.ok(shown));
    }
    if (options.recordAccess()) {
      changed = changed.withAccess(true, now);
    }
    return putUnlessDead(changed, now, won ? Result.won(shown) : Result.ok(shown));
  }

  private static boolean expiresSoon(Get.Options options, Item item) {
    Get.Recache recache = options.recache();
    if (recache == null) {
      return false;
    }
    long exptime =
        recache.seesTouch() && options.exptime() != Exptime.NONE
            ? options.exptime()
            : item.exptime();
    return exptime != Exptime.NEVER && exptime < recache.before();
  }

  private static Transition touch(Touch touch, @Nullable Item item, boolean expired, long now) {
    if (item == null) {
      return Transition.keep(expired ? Result.EXPIRED_ITEM : Result.NOT_FOUND);
    }
    Item touched = item.withExptime(touch.exptime()).withAccess(true, now);
    return putUnlessDead(touched, now, Result.ok(item));
  }

  private static Transition store(Store store, @Nullable Item item, long now, CasSource casSource) {
    CasCondition condition = store.condition();
    Item newer = null;
    if (store.mode() == Store.Mode.ADD) {
      if (item != null) {
        return Transition.keep(Result.NOT_STORED);
      }
    } else if (condition != null) {
      if (item == null) {
        return Transition.keep(Result.NOT_FOUND);
      }
      if (!matches(condition, item)) {
        boolean older =
            condition.expected() != 0 && Long.compareUnsigned(condition.expected(), item.cas()) < 0;
        if (!older || !condition.staleIfOlder()) {
          return Transition.keep(Result.EXISTS);
        }
        newer = item;
      }
    } else if (store.mode() == Store.Mode.REPLACE && item == null) {
      return Transition.keep(Result.NOT_STORED);
    }
    long exptime = newer != null ? newer.exptime() : store.exptime();
    Item stored =
        Item.of(store.value(), store.flags(), exptime, cas(store.newCas(), casSource), now)
            .withBinaryKey(store.binaryKey());
    if (newer != null) {
      stored = stored.withStale(true).withWon(newer.isWon());
    }
    return putUnlessDead(stored, now, Result.ok(stored));
  }

  private static Transition concat(
      Concat concat, @Nullable Item item, long now, CasSource casSource) {
    Value added = concat.value();
    if (item == null) {
      Concat.Vivify vivify = concat.vivify();
      if (vivify == null) {
        return Transition.keep(Result.NOT_STORED);
      }
      long cas = cas(concat.newCas(), casSource);
      Item created =
          Item.of(added, vivify.flags(), vivify.exptime(), cas, now)
              .withBinaryKey(concat.binaryKey());
      return putUnlessDead(created, now, Result.ok(created));
    }
    if (concat.condition() != null && !matches(concat.condition(), item)) {
      return Transition.keep(Result.EXISTS);
    }
    Value old = item.value();
    if ((long) old.length() + added.length() > concat.maxLength()) {
      return Transition.keep(Result.TOO_LARGE);
    }
    Value joined =
        concat.side() == Concat.Side.APPEND ? Value.joined(old, added) : Value.joined(added, old);
    Item stored =
        Item.of(joined, item.flags(), item.exptime(), cas(concat.newCas(), casSource), now)
            .withBinaryKey(item.hasBinaryKey());
    return Transition.put(stored, Result.ok(stored));
  }

  private static Transition arithmetic(
      Arithmetic arithmetic, @Nullable Item item, boolean expired, long now, CasSource casSource) {
    if (item == null) {
      Arithmetic.Vivify vivify = arithmetic.vivify();
      if (vivify == null) {
        return Transition.keep(expired ? Result.EXPIRED_ITEM : Result.NOT_FOUND);
      }
      long cas = cas(arithmetic.newCas(), casSource);
      Item created =
          Item.of(Value.of(Decimal.toBytes(vivify.initial())), 0, vivify.exptime(), cas, now)
              .withBinaryKey(arithmetic.binaryKey())
              .withCounted();
      return putUnlessDead(created, now, Result.countCreated(created, vivify.initial()));
    }
    if (item.value().length() == 0) {
      return Transition.keep(Result.NON_NUMERIC);
    }
    if (arithmetic.condition() != null && !matches(arithmetic.condition(), item)) {
      return Transition.keep(Result.EXISTS);
    }
    if (item.value().length() > LONGEST_NUMBER) {
      return Transition.keep(Result.NON_NUMERIC);
    }
    byte[] value = item.value().bytes();
    // Surrounding spaces are what memcached itself leaves behind a number that got shorter.
    int from = 0;
    int to = value.length;
    while (from < to && value[from] == ' ') {
      from++;
    }
    while (to > from && value[to - 1] == ' ') {
      to--;
    }
    if (!Decimal.isNumber(value, from, to)) {
      return Transition.keep(Result.NON_NUMERIC);
    }
    long number = Decimal.parse(value, from, to);
    long delta = arithmetic.delta();
    if (arithmetic.direction() == Arithmetic.Direction.UP) {
      number += delta;
    } else {
      number = Long.compareUnsigned(delta, number) > 0 ? 0 : number - delta;
    }
    Item counted =
        item.counted(Value.of(Decimal.toBytes(number)), cas(arithmetic.newCas(), casSource));
    if (arithmetic.exptime() != Exptime.NONE) {
      counted = counted.withExptime(arithmetic.exptime());
    }
    return putUnlessDead(counted, now, Result.counted(counted, number));
  }

  private static Transition delete(
      Delete delete, @Nullable Item item, boolean expired, long now, CasSource casSource) {
    if (item == null) {
      return Transition.keep(expired ? Result.EXPIRED_ITEM : Result.NOT_FOUND);
    }
    if (delete.condition() != null && !matches(delete.condition(), item)) {
      return Transition.keep(Result.EXISTS);
    }
    Item left =
        switch (delete.keep()) {
          case NOTHING -> null;
          case STALE_ITEM -> {
            Item stale = item.withCas(cas(delete.newCas(), casSource));
            yield delete.exptime() == Exptime.NONE ? stale : stale.withExptime(delete.exptime());
          }
          case EMPTY_ITEM ->
              emptied(delete, item, delete.newCas() != 0 ? delete.newCas() : item.cas(), now);
          case STALE_EMPTY_ITEM -> emptied(delete, item, cas(delete.newCas(), casSource), now);
        };
    if (left == null) {
      return Transition.remove(Result.DONE);
    }
    if (delete.keep() != Delete.Keep.EMPTY_ITEM) {
      left = left.withStale(true).withWon(false);
    }
    return putUnlessDead(left, now, Result.DONE);
  }

  private static Item emptied(Delete delete, Item item, long cas, long now) {
    long exptime = delete.exptime() == Exptime.NONE ? Exptime.NEVER : delete.exptime();
    return Item.of(EMPTY, delete.flags(), exptime, cas, now).withBinaryKey(item.hasBinaryKey());
  }

  /** An item that is dead on arrival takes its predecessor away and leaves nothing. */
  private static Transition putUnlessDead(Item item, long now, Result result) {
    return item.isExpired(now) ? Transition.remove(result) : Transition.put(item, result);
  }

  private static boolean matches(CasCondition condition, Item item) {
    return condition.expected() == item.cas();
  }

  private static long cas(long chosen, CasSource casSource) {
    return chosen != 0 ? chosen : casSource.next();
  }
}
