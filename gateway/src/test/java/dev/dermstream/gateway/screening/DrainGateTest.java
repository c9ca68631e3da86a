package dev.dermstream.gateway.screening;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DrainGateTest {
  private final DrainGate gate = new DrainGate();

  @Test
  void anEmptyGateIsDrainedAtOnce() {
    assertThat(gate.drain().succeeded()).isTrue();
    assertThat(gate.enter(() -> {})).isNull();
  }

  @Test
  void drainingWaitsForThoseInsideAndTellsThemOnce() {
    AtomicInteger told = new AtomicInteger();
    DrainGate.Permit first = Objects.requireNonNull(gate.enter(told::incrementAndGet));
    DrainGate.Permit second = Objects.requireNonNull(gate.enter(told::incrementAndGet));

    Future<Void> drained = gate.drain();
    assertThat(gate.drain().isComplete()).isFalse();
    first.close();
    first.close();

    assertThat(told).hasValue(2);
    assertThat(drained.isComplete()).isFalse();
    second.close();
    assertThat(drained.succeeded()).isTrue();
  }

  @Test
  void nobodyIsInsideAfterTheDrainWhateverTheThreads() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    CountDownLatch drained = new CountDownLatch(1);
    AtomicInteger left = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(
          Thread.startVirtualThread(() -> {
            DrainGate.Permit permit = gate.enter(() -> {});
            while (permit != null) {
              inside.incrementAndGet();
              inside.decrementAndGet();
              permit.close();
              permit = gate.enter(() -> {});
            }
          }));
    }

    gate.drain()
        .onComplete(nothing -> {
          left.set(inside.get());
          drained.countDown();
        });

    assertThat(drained.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(left).hasValue(0);
    for (Thread caller : callers) {
      caller.join();
    }
  }
}
