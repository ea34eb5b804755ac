package dev.memotor.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RequestWindowTest {

  private final RequestWindow window = new RequestWindow();

  private int size() {
    int size = 0;
    while (window.isOpen(size, 0)) {
      size++;
    }
    return size;
  }

  @Test
  void smallReplies_openItWide_upToALimit() {
    int first = size();
    for (int i = 0; i < 20; i++) {
      window.answered(size(), size() * 50L);
    }
    assertThat(size()).isGreaterThan(first).isEqualTo(256);
  }

  @Test
  void largeReplies_narrowItAtOnce_butNeverCloseIt() {
    window.answered(10, 10L * 100_000);
    assertThat(size()).isEqualTo(10);
    window.answered(1, 1L << 30);
    assertThat(size()).isEqualTo(4);
  }

  @Test
  void fewRequests_doNotOpenIt() {
    int first = size();
    for (int i = 0; i < 20; i++) {
      window.answered(1, 50);
    }
    window.answered(0, 0);
    assertThat(size()).isEqualTo(first);
  }

  @Test
  void valuesInFlight_closeIt() {
    assertThat(window.isOpen(1, 1 << 20)).isTrue();
    assertThat(window.isOpen(1, 4 << 20)).isFalse();
    assertThat(window.isOpen(0, 0)).isTrue();
  }
}
