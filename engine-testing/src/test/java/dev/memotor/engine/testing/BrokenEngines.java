package dev.memotor.engine.testing;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Resizable;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.WriteOptions;
import dev.memotor.engine.support.BlockingStoreEngine;
import dev.memotor.engine.support.CasSequence;
import dev.memotor.engine.support.ItemStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Engines with one fault each, as contract classes that must fail; run by EngineContractTest. */
final class BrokenEngines {

  private BrokenEngines() {}

  private static Engine right(EngineContext context, ItemStore store) {
    CasSequence casSequence = new CasSequence(0, 1_000, mark -> {});
    return new BlockingStoreEngine(store, context.clock(), casSequence, Set.of(), 4, 100_000);
  }

  /** The contract for an engine that is wrong in one way. */
  abstract static class Broken extends EngineContract {

    Engine broken(Engine right) {
      return right;
    }

    @Override
    protected Engine open(EngineContext context) {
      return broken(right(context, new MapItemStore()));
    }

    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }

    @Override
    protected int effort() {
      return 150;
    }
  }

  static final class ForgetsFlags extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        Operation given(Operation operation) {
          return operation instanceof Store s && s.mode() == Store.Mode.REPLACE
              ? new Store(
                  s.key(),
                  s.mode(),
                  s.value(),
                  0,
                  s.exptime(),
                  new WriteOptions(s.condition(), s.newCas(), s.binaryKey()))
              : operation;
        }
      };
    }
  }

  static final class CountsWithOneCasNumber extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        Operation given(Operation operation) {
          return operation instanceof Arithmetic a && a.newCas() == 0
              ? new Arithmetic(
                  a.key(),
                  a.direction(),
                  a.delta(),
                  a.exptime(),
                  new WriteOptions(a.condition(), 1_000, a.binaryKey()),
                  a.vivify())
              : operation;
        }
      };
    }
  }

  static final class TouchesForEver extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        Operation given(Operation operation) {
          return operation instanceof Touch touch
              ? new Touch(touch.key(), Exptime.NEVER)
              : operation;
        }
      };
    }
  }

  /** Executes the batch backwards. */
  static final class ReversesBatches extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        public void execute(Batch batch) {
          super.execute(new Backwards(batch));
        }
      };
    }
  }

  private record Backwards(Batch batch) implements Batch {
    @Override
    public int size() {
      return batch.size();
    }

    @Override
    public Operation operation(int index) {
      return batch.operation(size() - 1 - index);
    }

    @Override
    public void complete(int index, Result result) {
      batch.complete(size() - 1 - index, result);
    }

    @Override
    public void fail(int index, EngineException failure) {
      batch.fail(size() - 1 - index, failure);
    }
  }

  static final class EndsTwice extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        void completed(Batch batch, int index, Result result) {
          batch.complete(index, result);
          if (result.status() == Status.EXISTS) {
            batch.complete(index, result);
          }
        }
      };
    }
  }

  static final class ForgetsToEnd extends Broken {
    @Override
    Engine broken(Engine right) {
      AtomicInteger count = new AtomicInteger();
      return new BrokenEngine(right) {
        @Override
        void completed(Batch batch, int index, Result result) {
          if (count.incrementAndGet() % 1_000 != 0) {
            batch.complete(index, result);
          }
        }
      };
    }
  }

  static final class ThrowsAtTrouble extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        void completed(Batch batch, int index, Result result) {
          if (result.status() == Status.NON_NUMERIC) {
            throw new NumberFormatException("not a number");
          }
          batch.complete(index, result);
        }
      };
    }
  }

  static final class FlushesNothing extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        public CompletionStage<Void> flush() {
          return CompletableFuture.completedFuture(null);
        }
      };
    }
  }

  /** Also removes what is stored after the flush. */
  static final class FlushesLate extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        private CompletableFuture<Void> pending;

        @Override
        public synchronized CompletionStage<Void> flush() {
          pending = new CompletableFuture<>();
          return pending
              .completeOnTimeout(null, 20, TimeUnit.MILLISECONDS)
              .thenCompose(done -> right.flush());
        }
      };
    }
  }

  /** Drops one in a hundred increments, as a race between a read and a write would. */
  static final class LosesIncrements extends Broken {
    @Override
    Engine broken(Engine right) {
      AtomicInteger count = new AtomicInteger();
      return new BrokenEngine(right) {
        @Override
        Operation given(Operation operation) {
          return operation instanceof Arithmetic && count.incrementAndGet() % 101 == 0
              ? Operations.up(operation.key(), 0)
              : operation;
        }
      };
    }
  }

  /** Runs each batch on a new thread. */
  static final class LosesOrder extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        public void execute(Batch batch) {
          CompletableFuture.runAsync(() -> super.execute(batch));
        }
      };
    }
  }

  static final class ScansTooFew extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        public void scan(ItemVisitor visitor) {
          AtomicInteger count = new AtomicInteger();
          right.scan((key, item) -> count.incrementAndGet() % 500 == 0 || visitor.visit(key, item));
        }
      };
    }
  }

  static final class WritesIntoItsValues extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        void completed(Batch batch, int index, Result result) {
          batch.complete(index, result);
          if (batch.operation(index) instanceof Store store && result.isOk()) {
            last(store.value().bytes());
          }
        }

        private byte[] last = new byte[0];

        /** Reuses the previous store's buffer. */
        private synchronized void last(byte[] value) {
          Arrays.fill(last, (byte) '7');
          last = value;
        }
      };
    }
  }

  static final class PromisesTooMuch extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        public <R> Optional<R> role(Class<R> role) {
          Resizable deaf = bytes -> false;
          return role == Resizable.class ? Optional.of(role.cast(deaf)) : super.role(role);
        }

        @Override
        public Set<Capability> capabilities() {
          return Set.of(Capability.EVICTING);
        }
      };
    }
  }

  /** Claims not to evict, but does. */
  static final class EvictsInSecret extends Broken {
    @Override
    Engine broken(Engine right) {
      AtomicInteger count = new AtomicInteger();
      return new BrokenEngine(right) {
        @Override
        Operation given(Operation operation) {
          return operation instanceof Store store && count.incrementAndGet() % 101 == 0
              ? Operations.set(store.key(), store.value().bytes(), Exptime.DEAD)
              : operation;
        }
      };
    }
  }

  static final class WorksWhenClosed extends Broken {
    @Override
    Engine broken(Engine right) {
      return new BrokenEngine(right) {
        @Override
        public void close() {}
      };
    }
  }

  static final class LeavesAThread extends Broken {
    @Override
    Engine broken(Engine right) {
      CountDownLatch never = new CountDownLatch(1);
      Thread thread =
          new Thread(
              () -> {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      thread.setDaemon(true);
      thread.start();
      return new BrokenEngine(right) {};
    }
  }

  /** Never returns expired items, but keeps them. */
  static final class KeepsExpired extends Broken {
    @Override
    protected Engine open(EngineContext context) {
      return right(
          context,
          new MapItemStore() {
            @Override
            public void remove(Key key) {
              Item item = read(key);
              if (item != null && !item.isExpired(context.clock().now())) {
                super.remove(key);
              }
            }
          });
    }
  }

  /** Uses the machine's clock. */
  static final class HasItsOwnClock extends Broken {
    @Override
    protected Engine open(EngineContext context) {
      return right(EngineContext.defaults(), new MapItemStore());
    }
  }

  static final class LendsToAll extends Broken {
    @Override
    Engine broken(Engine right) {
      return new LendingEngine(right, LendingEngine.Flaw.LENDS_TO_ALL);
    }
  }

  static final class LendsForOneBatch extends Broken {
    @Override
    Engine broken(Engine right) {
      return new LendingEngine(right, LendingEngine.Flaw.LENDS_FOR_ONE_BATCH);
    }
  }

  static final class ForgetsPins extends Broken {
    @Override
    Engine broken(Engine right) {
      return new LendingEngine(right, LendingEngine.Flaw.FORGETS_PINS);
    }
  }

  static final class MixesUpLandings extends Broken {
    @Override
    Engine broken(Engine right) {
      return new LendingEngine(right, LendingEngine.Flaw.MIXES_UP_LANDINGS);
    }
  }

  static final class KeepsRefusedLandings extends Broken {
    @Override
    Engine broken(Engine right) {
      return new LendingEngine(right, LendingEngine.Flaw.KEEPS_REFUSED_LANDINGS);
    }
  }
}
