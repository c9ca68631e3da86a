package dev.dermstream.platform.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseFollowerTest {
  @TempDir Path folder;
  private final Queue<String> moves = new ConcurrentLinkedQueue<>();
  private ReleaseStore store;
  private String first;
  private String second;

  @BeforeEach
  void fillAStore() throws IOException {
    store = new ReleaseStore(folder.resolve("store"), TrustedKeys.NONE);
    first = build(1);
    second = build(2);
  }

  @Test
  void aProcessStartsWithWhatIsLiveAndFollowsIt() throws IOException {
    assertThatIOException().isThrownBy(this::open).withMessageContaining("no release is live");
    activate(second);
    ReleaseSource source = open();

    assertThat(source.first().id()).isEqualTo(second);
    try (Closeable _ =
        source.follow(new PrometheusRegistry(), List.of(next -> moves.add(next.id())))) {
      activate(first);
      await().until(() -> moves.contains(first));
      store.rollback(ReleaseCheck.NONE, false, "");
      await().until(() -> moves.contains(second));
    }
    assertThat(moves).containsExactly(first, second);
    assertThat(open().first().id()).isEqualTo(second);
  }

  @Test
  void aReleaseThatCannotBeLoadedIsTriedAgainAndTheOneBeforeGoesOn() throws IOException {
    activate(first);
    AtomicBoolean broken = new AtomicBoolean(true);
    Queue<String> attempts = new ConcurrentLinkedQueue<>();
    ReleaseFollower.Follower follower =
        next -> {
          attempts.add(next.id());
          if (broken.get()) {
            throw new IOException("no memory for it");
          }
          moves.add(next.id());
        };
    try (Closeable _ = open().follow(new PrometheusRegistry(), List.of(follower))) {
      activate(second);
      await().until(() -> attempts.size() >= 2);
      assertThat(moves).isEmpty();
      broken.set(false);
      await().until(() -> moves.contains(second));
    }
  }

  @Test
  void aFlippedByteIsFoundBeforeAServerHearsOfTheRelease() throws IOException {
    activate(first);
    PrometheusRegistry registry = new PrometheusRegistry();
    try (Closeable _ = open().follow(registry, List.of(next -> moves.add(next.id())))) {
      activate(second);
      await().until(() -> moves.contains(second));
      Path weights = folder.resolve("store/releases/" + first + "/model/model.safetensors");
      byte[] right = Files.readAllBytes(weights);
      byte[] wrong = right.clone();
      wrong[100_000] ^= 4;
      Files.write(weights, wrong);
      Files.writeString(
          store.livePointer(), "{\"release\": \"%s\", \"epoch\": 3}".formatted(first));

      await().until(() -> failures(registry) > 0);
      assertThat(moves).containsExactly(second);
      Files.write(weights, right);
      await().until(() -> moves.size() == 2);
    }
    assertThat(moves).containsExactly(second, first);
  }

  private static double failures(PrometheusRegistry registry) {
    return registry.scrape().stream()
        .filter(metric -> metric.getMetadata().getName().equals("dermstream_release_failed_loads"))
        .flatMap(metric -> metric.getDataPoints().stream())
        .map(CounterDataPointSnapshot.class::cast)
        .mapToDouble(point -> point.getValue())
        .sum();
  }

  private ReleaseSource open() throws IOException {
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "dermstream.releases.store",
                    folder.resolve("store").toString(),
                    "dermstream.releases.watch-interval",
                    "10ms"))
            .withFallback(Configuration.load(null));
    return ReleaseSource.open(config);
  }

  private void activate(String id) throws IOException {
    store.activate(id, ReleaseCheck.NONE, false, "");
  }

  private String build(int number) throws IOException {
    return store
        .build(SampleRelease.draft(folder.resolve("draft" + number), number), ReleaseCheck.NONE)
        .id();
  }
}
