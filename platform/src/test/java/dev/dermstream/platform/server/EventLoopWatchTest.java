package dev.dermstream.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventLoopWatchTest {
  @Test
  void aThreadThatStaysInAServiceIsStuckUntilItComesBack() throws InterruptedException {
    EventLoopWatch watch = new EventLoopWatch(Duration.ofMillis(1));
    CountDownLatch release = new CountDownLatch(1);
    ServerCall.Listener<String> listener = watched(watch, release);
    assertThat(watch.isStuck()).isFalse();

    Thread loop = Thread.ofPlatform().start(() -> listener.onMessage("picture"));
    await().until(watch::isStuck);
    release.countDown();
    loop.join();

    assertThat(watch.isStuck()).isFalse();
  }

  @Test
  void aThreadThatIsBusyForAMomentIsNotStuck() throws InterruptedException {
    EventLoopWatch watch = new EventLoopWatch();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ServerCall.Listener<String> listener =
        watch.<String, String>interceptCall(
            null,
            new Metadata(),
            (call, headers) ->
                new ServerCall.Listener<>() {
                  @Override
                  public void onHalfClose() {
                    inside.countDown();
                    awaitUninterruptibly(release);
                  }
                });

    Thread loop = Thread.ofPlatform().start(listener::onHalfClose);
    inside.await();

    assertThat(watch.isStuck()).isFalse();
    release.countDown();
    loop.join();
  }

  private static ServerCall.Listener<String> watched(EventLoopWatch watch, CountDownLatch release) {
    return watch.<String, String>interceptCall(
        null,
        new Metadata(),
        (call, headers) ->
            new ServerCall.Listener<>() {
              @Override
              public void onMessage(String message) {
                awaitUninterruptibly(release);
              }
            });
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
