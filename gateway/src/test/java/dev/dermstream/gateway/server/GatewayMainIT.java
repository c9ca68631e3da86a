package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own. */
class GatewayMainIT {
  private static final Pattern READY =
      Pattern.compile("gateway ready: 127.0.0.1:([0-9]+), metrics (http://[^ ]+)");

  @TempDir Path folder;

  @Test
  void itSaysWhenItIsReadyAndEndsOnSigterm() throws Exception {
    Process process = start("port = 0, metrics.port = 0");
    try (BufferedReader output = process.inputReader()) {
      Matcher ready =
          output.lines().map(READY::matcher).filter(Matcher::find).findFirst().orElseThrow();
      // No peers are there, so it is reachable but does not serve.
      assertThat(health(Integer.parseInt(ready.group(1)))).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(page(ready.group(2))).contains("jvm_");

      process.destroy();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      // 128 + SIGTERM: the JVM's status after its hooks have run.
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aTakenMetricsPortEndsIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process = start("port = 0, metrics.port = " + taken.getLocalPort());
      try {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      GatewayConfig config = TestCluster.config(1, 2, "port = " + taken.getLocalPort());
      StageMetrics metrics = new StageMetrics(new PrometheusRegistry());

      assertThatIOException()
          .isThrownBy(() -> GatewayServer.start(config, metrics).close())
          .withMessageContaining(":" + taken.getLocalPort());
    }
  }

  private Process start(String own) throws IOException {
    Path config = folder.resolve("gateway.conf");
    Files.writeString(
        config,
        "dermstream.gateway { audit.directory = \"%s\", %s }"
            .formatted(folder.resolve("audit"), own));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            GatewayMain.class.getName(),
            config.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static ServingStatus health(int port) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      return HealthGrpc.newBlockingStub(channel)
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }

  private static String page(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
          .body();
    }
  }
}
