package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.index.search.Precision;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the server from starting. */
class IndexServerStartTest {
  @Test
  void doesNotStartWithAnIndexThatTheLabelSetDoesNotCover(@TempDir Path other) throws IOException {
    Releases.make(other);
    Releases.profile(other, Releases.TINY, 2, 1);
    Release uncovered = Release.seal(other, "short", "", Releases.GOLDEN);

    assertThatThrownBy(() ->
            IndexServer.start(
                RunningIndex.CONFIG, uncovered, new StageMetrics(new PrometheusRegistry())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds classes [2], which the label set of profile tiny");
  }

  @Test
  void doesNotStartWithoutAnyIndex(@TempDir Path other) throws IOException {
    Releases.profile(other, Releases.WORDS, 2, 1);
    Release words = Release.seal(other, "words", "", Releases.WORDS);

    assertThatThrownBy(() ->
            IndexServer.start(
                RunningIndex.CONFIG, words, new StageMetrics(new PrometheusRegistry())))
        .hasMessageContaining("no profile has an index");
  }

  @Test
  void saysThatThePortIsTaken(@TempDir Path folder) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      IndexConfig config =
          new IndexConfig(
              "127.0.0.1",
              taken.getLocalPort(),
              64 << 10,
              1,
              2,
              Precision.DEFAULT,
              Duration.ofSeconds(1),
              InternalTlsConfig.OFF);
      assertThatThrownBy(() ->
              IndexServer.start(
                  config, Releases.make(folder), new StageMetrics(new PrometheusRegistry())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }
}
