package dev.memotor.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Broken engines must fail the contract. */
@Tag("slow")
final class EngineContractTest {

  static Stream<Arguments> brokenEngines() {
    return Stream.of(
        arguments(BrokenEngines.ForgetsFlags.class, "outcomes_oneByOne_areThoseOfTheSemantics"),
        arguments(BrokenEngines.ForgetsFlags.class, "outcomes_inBatches_areThoseOfALoop"),
        arguments(
            BrokenEngines.CountsWithOneCasNumber.class, "cas_isNewAtEachChange_andNeverReused"),
        arguments(
            BrokenEngines.CountsWithOneCasNumber.class, "outcomes_oneByOne_areThoseOfTheSemantics"),
        arguments(BrokenEngines.TouchesForEver.class, "cas_isKeptByTouch"),
        arguments(BrokenEngines.TouchesForEver.class, "outcomes_oneByOne_areThoseOfTheSemantics"),
        arguments(BrokenEngines.ReversesBatches.class, "batch_oneKeyManyTimes_takesEffectInOrder"),
        arguments(BrokenEngines.ReversesBatches.class, "outcomes_inBatches_areThoseOfALoop"),
        arguments(BrokenEngines.EndsTwice.class, "cas_condition_letsOneOfManyWin"),
        arguments(BrokenEngines.ForgetsToEnd.class, "batch_ofTenThousand_endsEachOperation"),
        arguments(BrokenEngines.ThrowsAtTrouble.class, "counters_atTheEdgesOf64Bits"),
        arguments(BrokenEngines.FlushesNothing.class, "flush_isABarrier"),
        arguments(BrokenEngines.FlushesLate.class, "flush_isABarrier"),
        arguments(BrokenEngines.LosesIncrements.class, "increments_of16Writers_allCount"),
        arguments(BrokenEngines.LosesOrder.class, "order_perKey_isThatOfSubmission"),
        arguments(BrokenEngines.ScansTooFew.class, "scan_showsEachLiveItemOnce_whileOthersChange"),
        arguments(
            BrokenEngines.WritesIntoItsValues.class, "arrays_givenAndReturned_areNeverChanged"),
        arguments(BrokenEngines.LendsToAll.class, "values_areLentToNobody_whoDoesNotAcceptThat"),
        arguments(BrokenEngines.LendsForOneBatch.class, "lentValues_stayUntilTheTurnEnds"),
        arguments(BrokenEngines.ForgetsPins.class, "pinnedValues_stayUntilTheyAreUnpinned"),
        arguments(BrokenEngines.MixesUpLandings.class, "landedValues_areStored"),
        arguments(BrokenEngines.KeepsRefusedLandings.class, "landings_areFreed_howeverTheyEnd"),
        arguments(BrokenEngines.PromisesTooMuch.class, "resize_worksIfTheEngineIsResizable"),
        arguments(BrokenEngines.PromisesTooMuch.class, "eviction_neverHappensUnlessAllowed"),
        arguments(BrokenEngines.EvictsInSecret.class, "eviction_happensIfDeclared_andNotIfNot"),
        arguments(BrokenEngines.WorksWhenClosed.class, "close_endsWhatRuns_andRefusesWhatFollows"),
        arguments(BrokenEngines.LeavesAThread.class, "close_leavesNoThread"),
        arguments(BrokenEngines.KeepsExpired.class, "expiry_givesSpaceBack_withoutReaders"),
        arguments(BrokenEngines.HasItsOwnClock.class, "expiry_followsTheEnginesClock"));
  }

  @ParameterizedTest
  @MethodSource("brokenEngines")
  void contract_catches(Class<? extends EngineContract> broken, String test) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectNestedMethod(List.of(broken), promiseWith(test), test))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    assertThat(listener.getSummary().getTestsFoundCount()).isEqualTo(1);
    assertThat(listener.getSummary().getTestsFailedCount()).isEqualTo(1);
  }

  private static Class<?> promiseWith(String test) {
    return Stream.of(EngineContract.class.getDeclaredClasses())
        .filter(
            promise ->
                Stream.of(promise.getSuperclass().getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals(test)))
        .findFirst()
        .orElseThrow();
  }
}
