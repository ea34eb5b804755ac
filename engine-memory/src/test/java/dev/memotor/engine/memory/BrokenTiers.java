package dev.memotor.engine.memory;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;

/** Tiers that each lack one of the steps that keep a tier coherent. */
enum BrokenTiers implements TierSimulation.TierMaker {
  READERS_DO_NOT_HEED_WRITERS {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(
          clock,
          limit,
          disturb,
          new DisturbedStripes(disturb) {
            @Override
            boolean isQuiet(long ticket) {
              return true;
            }
          });
    }
  },

  WRITERS_DO_NOT_HEED_EARLIER_ONES {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(
          clock,
          limit,
          disturb,
          new DisturbedStripes(disturb) {
            @Override
            boolean wasAlone(long ticket) {
              return true;
            }
          });
    }
  },

  WRITERS_DO_NOT_HEED_LATER_ONES {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(
          clock,
          limit,
          disturb,
          new DisturbedStripes(disturb) {
            @Override
            boolean isNewest(int stripe, long ticket) {
              return true;
            }
          });
    }
  },

  WRITERS_DO_NOT_LOOK_AGAIN {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(clock, limit, disturb, new DisturbedStripes(disturb)) {
        @Override
        boolean hasLost(Operation operation, int stripe, long ticket) {
          return !RamTier.isWrite(operation) && super.hasLost(operation, stripe, ticket);
        }
      };
    }
  },

  FILLS_DO_NOT_LOOK_AGAIN {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(clock, limit, disturb, new DisturbedStripes(disturb)) {
        @Override
        boolean hasLost(Operation operation, int stripe, long ticket) {
          return RamTier.isWrite(operation) && super.hasLost(operation, stripe, ticket);
        }
      };
    }
  },

  FILLS_DO_NOT_LOOK_AT_ALL {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      DisturbedStripes stripes =
          new DisturbedStripes(disturb) {
            @Override
            boolean enterFill(int stripe, long ticket) {
              enterAnyhow(stripe);
              return true;
            }
          };
      return new DisturbedTier(clock, limit, disturb, stripes) {
        @Override
        boolean hasLost(Operation operation, int stripe, long ticket) {
          return RamTier.isWrite(operation) && super.hasLost(operation, stripe, ticket);
        }
      };
    }
  },

  FILLS_KEEP_NO_READERS_AWAY {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      DisturbedStripes stripes =
          new DisturbedStripes(disturb) {
            @Override
            boolean enterFill(int stripe, long ticket) {
              if (!super.enterFill(stripe, ticket)) {
                return false;
              }
              super.leave(stripe);
              return true;
            }
          };
      return new DisturbedTier(clock, limit, disturb, stripes) {
        @Override
        boolean hasLost(Operation operation, int stripe, long ticket) {
          boolean lost = super.hasLost(operation, stripe, ticket);
          if (!RamTier.isWrite(operation)) {
            // So that it can leave a stripe that it entered.
            stripes.enterAnyhow(stripe);
          }
          return lost;
        }
      };
    }
  },

  FAILED_WRITES_LEAVE_THE_ITEM {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(clock, limit, disturb, new DisturbedStripes(disturb)) {
        @Override
        void failed(HotItems home, Operation operation) {
          if (RamTier.isWrite(operation)) {
            stripes().leave(Stripes.of(operation.key()));
          }
        }
      };
    }
  },

  UNSURE_WRITERS_LEAVE_THE_ITEM {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(clock, limit, disturb, new DisturbedStripes(disturb)) {
        @Override
        void invalidate(HotItems home, Key key) {}
      };
    }
  },

  WRITERS_TAKE_OUT_OF_OLD_ITEMS {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(clock, limit, disturb, new DisturbedStripes(disturb)) {
        @Override
        void invalidate(HotItems home, Key key) {
          if (home != null) {
            home.remove(key);
          }
        }
      };
    }
  },

  FLUSHES_TAKE_ITEMS_AWAY_AT_THEIR_END {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(clock, limit, disturb, new DisturbedStripes(disturb)) {
        @Override
        void beginFlush() {}

        @Override
        void endFlush() {
          super.beginFlush();
          super.endFlush();
        }
      };
    }
  },

  FLUSHES_TAKE_ITEMS_AWAY_AT_THEIR_BEGINNING_ONLY {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(clock, limit, disturb, new DisturbedStripes(disturb)) {
        @Override
        void beginFlush() {
          super.beginFlush();
          super.endFlush();
          disturb.run();
        }

        @Override
        void endFlush() {}
      };
    }
  },

  ITEMS_TO_BE_WON_ARE_HELD {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(clock, limit, disturb, new DisturbedStripes(disturb)) {
        @Override
        boolean mayHold(HotItems home, Key key, Item item) {
          return true;
        }
      };
    }
  },

  NOBODY_HEEDS_FLUSHES {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(clock, limit, disturb, new DisturbedStripes(disturb)) {
        @Override
        boolean isCurrent(HotItems home) {
          return home != null;
        }
      };
    }
  };

  /** A correct tier that can be interrupted between its steps. */
  static class DisturbedTier extends RamTier {

    private final Runnable disturb;

    DisturbedTier(EngineClock clock, long limit, Runnable disturb, Stripes stripes) {
      this(clock, limit, disturb, false, stripes);
    }

    DisturbedTier(
        EngineClock clock, long limit, Runnable disturb, boolean tracking, Stripes stripes) {
      super(clock, limit, tracking, stripes);
      this.disturb = disturb;
    }

    @Override
    boolean isCurrent(HotItems home) {
      // Not afterwards: a reader may be delayed between here and its look at the items.
      disturb.run();
      return super.isCurrent(home);
    }

    @Override
    void beginFlush() {
      super.beginFlush();
      disturb.run();
    }

    @Override
    boolean hasLost(Operation operation, int stripe, long ticket) {
      disturb.run();
      return super.hasLost(operation, stripe, ticket);
    }

    @Override
    void invalidate(HotItems home, Key key) {
      disturb.run();
      super.invalidate(home, key);
    }
  }

  /** Correct stripes that can be interrupted between their steps. */
  static class DisturbedStripes extends Stripes {

    private final Runnable disturb;

    DisturbedStripes(Runnable disturb) {
      this.disturb = disturb;
    }

    final void enterAnyhow(int stripe) {
      while (!super.enterFill(stripe, look(stripe))) {
        Thread.onSpinWait();
      }
    }

    @Override
    long enterWrite(int stripe) {
      long ticket = super.enterWrite(stripe);
      disturb.run();
      return ticket;
    }

    @Override
    boolean enterFill(int stripe, long ticket) {
      disturb.run();
      boolean entered = super.enterFill(stripe, ticket);
      disturb.run();
      return entered;
    }

    @Override
    boolean isNewest(int stripe, long ticket) {
      boolean newest = super.isNewest(stripe, ticket);
      disturb.run();
      return newest;
    }

    @Override
    void leave(int stripe) {
      disturb.run();
      super.leave(stripe);
    }
  }
}
