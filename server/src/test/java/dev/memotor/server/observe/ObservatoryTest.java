package dev.memotor.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.fixture.Observed;
import org.junit.jupiter.api.Test;

final class ObservatoryTest {

  private static final Operation GET = new Get(Key.of("a:b"));

  private final Observed observed = new Observed();
  private final LoopObserver first = observed.loop();
  private final LoopObserver second = observed.newLoop();

  @Test
  void loops_areSummed_andResetBeginsAtZero() {
    first.increment(Counter.CMD_GET);
    second.add(Counter.CMD_GET, 10);
    second.increment(Counter.CMD_SET);
    Snapshot before = observed.snapshot();
    assertThat(before.get(Counter.CMD_GET)).isEqualTo(11);
    assertThat(before.get(Counter.CMD_SET)).isEqualTo(1);
    observed.observatory().reset();
    Snapshot reset = observed.snapshot();
    for (Counter counter : Counter.values()) {
      assertThat(reset.get(counter)).isZero();
      assertThat(reset.since(before).get(counter)).as("a reset is no decrease").isZero();
    }
    first.increment(Counter.CMD_GET);
    observed.newLoop().increment(Counter.CMD_GET);
    assertThat(observed.snapshot().get(Counter.CMD_GET)).isEqualTo(2);
    assertThat(observed.snapshot().since(reset).get(Counter.CMD_GET)).isEqualTo(2);
  }

  @Test
  void prefixes_areCountedWhileThatIsOn() {
    first.executed(GET, Result.NOT_FOUND);
    observed.observatory().countPrefixes(true);
    first.executed(GET, Result.EXPIRED_ITEM);
    first.executed(new Get(Key.of("without")), Result.NOT_FOUND);
    assertThat(observed.snapshot().countsPrefixes()).isTrue();
    assertThat(observed.snapshot().prefixes())
        .containsExactly(new Snapshot.Prefix(Key.of("a"), 1, 0, 0, 0));
    observed.observatory().reset();
    assertThat(observed.snapshot().prefixes()).isEmpty();
  }

  @Test
  void withoutAnAdminEndpoint_nothingIsTimedAndNoKeyCounted() {
    first.turnBegins();
    first.endedInTurn(GET);
    first.turnEnds();
    first.executed(
        new Arithmetic(Key.of("n"), Arithmetic.Direction.UP, 1), Result.counted(null, 1));
    observed.observatory().tick();
    assertThat(observed.snapshot().commands().count()).isZero();
    assertThat(observed.snapshot().lags().count()).isZero();
    assertThat(observed.snapshot().keyCounters()).isEmpty();
    assertThat(observed.snapshot().get(Counter.INCR_HITS)).isEqualTo(1);
  }

  @Test
  void withAnAdminEndpoint_commandsAndLoopsAreTimed() {
    Observed all = new Observed(MonitoringConfig.local());
    all.loop().turnBegins();
    all.loop().endedInTurn(GET);
    all.loop().endedInTurn(GET);
    all.loop().turnEnds();
    all.loop().turnEnds();
    all.loop().endedLate(GET, 5_000_000);
    all.observatory().tick();
    Snapshot snapshot = all.snapshot();
    assertThat(snapshot.commands(Operation.Kind.GET).count()).isEqualTo(3);
    assertThat(snapshot.commands().countBelow(4096)).as("the late one").isLessThan(3);
    assertThat(snapshot.lags().count()).isEqualTo(1);
    assertThat(all.snapshot().since(snapshot).commands().count()).isZero();
  }
}
