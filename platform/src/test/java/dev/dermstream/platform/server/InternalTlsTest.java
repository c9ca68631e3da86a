package dev.dermstream.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsFiles;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets to talk to a part of the cluster, over real handshakes. */
class InternalTlsTest {
  @TempDir Path folder;
  private final TestAuthority authority = new TestAuthority("cluster");
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final StageMetrics metrics = new StageMetrics(new PrometheusRegistry());
  private InternalServer server;

  @BeforeEach
  void start() throws IOException {
    server = serve(authority.issue(folder, "node", "node.test"), List.of("gateway.test"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    channels.forEach(ManagedChannel::shutdownNow);
    server.drain(Duration.ZERO);
  }

  @Test
  void aPartOfTheClusterIsServed() throws IOException {
    assertThat(ask(client(authority, "gateway.test"))).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws IOException {
    TestAuthority stranger = new TestAuthority("stranger");
    Path elsewhere = Files.createDirectory(folder.resolve("stranger"));
    TlsFiles files = stranger.issue(elsewhere, "client", "gateway.test");

    refused(channel(files, authority.write(folder)));
  }

  @Test
  void anotherPartOfTheClusterIsRefusedByItsName() throws IOException {
    refused(client(authority, "index.test"));
  }

  @Test
  void anExpiredCertificateIsRefused() throws IOException {
    TlsFiles files = authority.issue(folder, "expired", Duration.ofMinutes(-1), "gateway.test");

    refused(channel(files, authority.write(folder)));
  }

  @Test
  void aClientWithoutACertificateIsRefused() throws IOException {
    refused(
        open(TlsChannelCredentials.newBuilder().trustManager(authority.write(folder).toFile())));
  }

  @Test
  void clearTextIsRefused() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    channels.add(channel);

    refused(channel);
  }

  @Test
  void changedFilesHoldForNewConnectionsAndOldOnesGoOn() throws IOException {
    ManagedChannel old = client(authority, "gateway.test");
    assertThat(ask(old)).isEqualTo(ServingStatus.SERVING);
    TestAuthority successor = new TestAuthority("successor");

    successor.issue(folder, "node", "node.test");

    await()
        .atMost(Duration.ofSeconds(60))
        // Who comes before the change is refused.
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .untilAsserted(() ->
            assertThat(ask(client(successor, "gateway.test"))).isEqualTo(ServingStatus.SERVING));
    refused(client(authority, "gateway.test"));
    assertThat(ask(old)).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void theEndOfTheCertificateIsAMetricThatFollowsItsFile() throws IOException {
    for (int days : new int[] {2, 40}) {
      authority.issue(folder, "node", Duration.ofDays(days), "node.test");

      await().untilAsserted(() -> assertThat(daysLeft()).isBetween(days - 1.0, days + 0.1));
    }
  }

  private double daysLeft() {
    GaugeSnapshot gauge =
        (GaugeSnapshot)
            metrics
                .registry()
                .scrape(name -> name.equals("dermstream_certificate_expiry_timestamp_seconds"))
                .get(0);
    assertThat(gauge.getDataPoints()).hasSize(1);
    assertThat(gauge.getDataPoints().getFirst().getLabels().get("use")).isEqualTo("node");
    return (gauge.getDataPoints().getFirst().getValue() - Instant.now().getEpochSecond()) / 86_400;
  }

  private InternalServer serve(TlsFiles files, List<String> peers) throws IOException {
    InternalTlsConfig config =
        new InternalTlsConfig(
            true,
            files.certificate().toString(),
            files.key().toString(),
            files.authorities().orElseThrow().toString(),
            peers,
            Duration.ofMillis(20),
            false);
    return InternalServer.start("node", "127.0.0.1", 0, 1 << 20, config, metrics);
  }

  /** A client whose certificate the authority made, in a folder of its own. */
  private ManagedChannel client(TestAuthority by, String name) throws IOException {
    Path own = Files.createTempDirectory(folder, "client");
    TlsFiles files = by.issue(own, "client", name);
    return channel(files, files.authorities().orElseThrow());
  }

  private ManagedChannel channel(TlsFiles files, Path trusted) throws IOException {
    return open(
        TlsChannelCredentials.newBuilder()
            .keyManager(files.certificate().toFile(), files.key().toFile())
            .trustManager(trusted.toFile()));
  }

  private ManagedChannel open(TlsChannelCredentials.Builder credentials) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port(), credentials.build())
            .overrideAuthority("node.test")
            .build();
    channels.add(channel);
    return channel;
  }

  private static ServingStatus ask(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private static void refused(ManagedChannel channel) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> ask(channel))
        .satisfies(failure ->
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }
}
