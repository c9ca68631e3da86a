package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineStackTest {
  @Test
  void hasRoomForDeepRecursion() throws IOException {
    // About 100 bytes a frame: far beyond what the default of 1 MiB holds.
    assertThat(EngineStack.call(() -> depth(60_000))).isEqualTo(60_000);
  }

  @Test
  void throwsWhatTheWorkThrows() {
    assertThatThrownBy(() -> fail(new IOException("gone"))).hasMessage("gone");
    assertThatThrownBy(() -> fail(new IllegalStateException("odd"))).hasMessage("odd");
    assertThatThrownBy(() -> fail(new Exception("other")))
        .isInstanceOf(IOException.class)
        .hasRootCauseMessage("other");
  }

  @Test
  void tellsThatItWasInterrupted() {
    CountDownLatch asked = new CountDownLatch(1);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> EngineStack.call(() -> asked.await(1, TimeUnit.MINUTES)))
          .hasMessageContaining("Interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
      asked.countDown();
    }
  }

  private static void fail(Exception failure) throws IOException {
    EngineStack.call(() -> {
      throw failure;
    });
  }

  private static int depth(int levels) {
    return levels == 0 ? 0 : 1 + depth(levels - 1);
  }
}
