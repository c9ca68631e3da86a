package dev.dermstream.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PixelBudgetTest {
  @Test
  void letsPicturesWaitUntilThereIsRoom() throws Exception {
    PixelBudget budget = new PixelBudget(100, 150);
    PixelBudget.Permit first = budget.acquire(10, 10);
    CompletableFuture<PixelBudget.Permit> second = new CompletableFuture<>();
    Thread waiting =
        Thread.ofPlatform()
            .start(() -> {
              try {
                second.complete(budget.acquire(10, 10));
              } catch (RefusedImageException e) {
                second.completeExceptionally(e);
              }
            });
    await().until(() -> waiting.getState() == Thread.State.WAITING);
    assertThat(second).isNotDone();

    first.close();

    second.join().close();
    waiting.join();
  }

  @Test
  void closingAPermitTwiceGivesItsPixelsBackOnce() throws Exception {
    PixelBudget budget = new PixelBudget(100, 100);
    PixelBudget.Permit first = budget.acquire(10, 10);
    first.close();
    PixelBudget.Permit second = budget.acquire(10, 10);
    first.close();
    CompletableFuture<Void> third =
        CompletableFuture.runAsync(() -> {
          try {
            budget.acquire(1, 1).close();
          } catch (RefusedImageException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(third).isNotDone();

    second.close();

    third.join();
  }

  @Test
  void refusesWhatIsOverTheLimitOnASideOrInAll() {
    PixelBudget budget = new PixelBudget(1_000_000, 1_000_000);

    assertThatThrownBy(() -> budget.acquire(1001, 1000)).hasMessageContaining("1001 x 1000");
    assertThatThrownBy(() -> budget.acquire(65_536, 1)).hasMessageContaining("65536 x 1");
    assertThatThrownBy(() -> budget.acquire(Integer.MAX_VALUE, Integer.MAX_VALUE))
        .isInstanceOf(RefusedImageException.class);
  }
}
