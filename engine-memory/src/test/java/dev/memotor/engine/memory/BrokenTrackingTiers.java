package dev.memotor.engine.memory;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.Key;
import dev.memotor.engine.memory.BrokenTiers.DisturbedStripes;
import dev.memotor.engine.memory.BrokenTiers.DisturbedTier;

/** Tiers over a shared store that each lack one of the steps that keep a tier coherent. */
enum BrokenTrackingTiers implements TierSimulation.TierMaker {
  CHANGES_LEAVE_THE_ITEM {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new TrackingTier(clock, limit, disturb) {
        @Override
        public void changed(Key key) {}
      };
    }
  },

  CHANGES_DO_NOT_ENTER {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new TrackingTier(clock, limit, disturb) {
        @Override
        public void changed(Key key) {
          invalidate(items(), key);
        }
      };
    }
  },

  OWN_WRITES_ARE_HELD {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new DisturbedTier(clock, limit, disturb, false, new DisturbedStripes(disturb)) {
        private boolean began;

        @Override
        public void regained() {
          // It has items from the start.
          if (began) {
            super.regained();
          }
          began = true;
        }
      };
    }
  },

  NOBODY_HEEDS_THAT_CHANGES_ARE_LOST {
    @Override
    public RamTier make(EngineClock clock, long limit, Runnable disturb) {
      return new TrackingTier(clock, limit, disturb) {
        private boolean began;

        @Override
        public void lost() {}

        @Override
        public void regained() {
          if (!began) {
            began = true;
            super.regained();
          }
        }
      };
    }
  };

  private static class TrackingTier extends DisturbedTier {

    TrackingTier(EngineClock clock, long limit, Runnable disturb) {
      super(clock, limit, disturb, true, new DisturbedStripes(disturb));
    }
  }
}
