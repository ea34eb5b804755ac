package dev.memotor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class EngineExceptionTest {

  private static final EngineException FULL =
      new EngineException(EngineException.Kind.FULL, "no room");

  @Test
  void of_knownFailure_isReturned() {
    assertThat(EngineException.of(FULL, "the flush failed")).isSameAs(FULL);
  }

  @Test
  void of_wrappedFailure_isUnwrapped() {
    Throwable wrapped = new CompletionException(new CompletionException(FULL));
    assertThat(EngineException.of(wrapped, "the flush failed")).isSameAs(FULL);
  }

  @Test
  void of_anythingElse_isInternalAndKeepsItsCause() {
    Throwable cause = new IllegalStateException("broken");
    EngineException failure =
        EngineException.of(new CompletionException(cause), "the flush failed");
    assertThat(failure.kind()).isEqualTo(EngineException.Kind.INTERNAL);
    assertThat(failure).hasMessage("the flush failed: " + cause).hasCause(cause);
  }

  @Test
  void of_wrapperWithoutCause_isItsOwnCause() {
    Throwable lone = new CompletionException("alone", null);
    assertThat(EngineException.of(lone, "the flush failed")).hasCause(lone);
  }
}
