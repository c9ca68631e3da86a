package dev.dermstream.batch.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dermstream.batch.screening.Places.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private final Places places = new Places(100);
  private final List<String> served = Collections.synchronizedList(new ArrayList<>());

  /** Waits until it does wait, so that the order of coming is known. */
  private Thread waiting(String name, int priority, long bytes) {
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try (Place _ = places.take(priority, bytes)) {
                served.add(name);
              } catch (InterruptedException e) {
                served.add(name + " left");
              }
            });
    await().until(() -> thread.getState() == Thread.State.WAITING);
    return thread;
  }

  @Test
  void servesByPriorityAndThenInOrder() throws Exception {
    Place all = places.take(0, 100);
    waiting("low", -1, 100);
    waiting("first", 0, 100);
    waiting("second", 0, 100);
    Thread high = waiting("high", 5, 100);

    all.close();

    high.join();
    await().until(() -> served.size() == 4);
    assertThat(served).containsExactly("high", "first", "second", "low");
  }

  @Test
  void nobodyOvertakesALargeFile() throws Exception {
    Place half = places.take(0, 50);
    waiting("large", 0, 80);
    // It has room beside the half, and none beside the large one.
    Thread small = waiting("small", 0, 30);

    assertThat(served).isEmpty();
    half.close();

    small.join();
    await().until(() -> served.size() == 2);
    assertThat(served).containsExactly("large", "small");
  }

  @Test
  void moreThanThereIsCountsAsAll() throws Exception {
    try (Place _ = places.take(0, 1_000)) {
      Thread next = waiting("next", 0, 1);
      next.interrupt();
      next.join();
    }

    assertThat(served).containsExactly("next left");
  }

  @Test
  void whoLeavesGivesNothingAway() throws Exception {
    Place all = places.take(0, 100);
    Thread leaving = waiting("leaving", 5, 100);
    Thread staying = waiting("staying", 0, 100);
    leaving.interrupt();
    leaving.join();
    all.close();
    all.close();

    staying.join();
    try (Place _ = places.take(0, 100)) {
      assertThat(served).containsExactly("leaving left", "staying");
    }
  }
}
