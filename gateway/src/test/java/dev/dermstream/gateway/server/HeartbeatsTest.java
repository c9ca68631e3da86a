package dev.dermstream.gateway.server;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void anEventLoopThatIsStuckIsNoticedUntilItComesRoundAgain() {
    Heartbeats heartbeats = new Heartbeats(Duration.ofMillis(2500));
    Context loop = vertx.getOrCreateContext();
    CountDownLatch watched = new CountDownLatch(1);
    loop.runOnContext(nothing -> {
      heartbeats.of(vertx);
      watched.countDown();
    });
    await().until(() -> watched.getCount() == 0);
    await().until(heartbeats::areBeating);

    loop.runOnContext(nothing -> awaitUninterruptibly(release));
    await().until(() -> !heartbeats.areBeating());
    release.countDown();

    await().until(heartbeats::areBeating);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
