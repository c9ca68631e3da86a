package dev.dermstream.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dermstream.platform.hostile.RawHttp2;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Floods at a port of node or index, and a decent caller beside each. */
class HostileInternalPeersTest {
  private static final String CHECK = "grpc.health.v1.Health/Check";
  private static final int THOUSAND = 1_000;

  private InternalServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    StageMetrics metrics = new StageMetrics(new PrometheusRegistry());
    server = InternalServer.start("test", "127.0.0.1", 0, 1 << 20, InternalTlsConfig.OFF, metrics);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    served();
  }

  @AfterEach
  void stop() throws InterruptedException {
    served();
    channel.shutdownNow();
    server.drain(Duration.ZERO);
  }

  @Test
  void callsThatAreCancelledAtOnceEndTheirConnectionAlone() throws IOException {
    ByteArrayOutputStream calls = new ByteArrayOutputStream();
    try (RawHttp2 rapid = new RawHttp2(server.port()).greet()) {
      boolean open = true;
      for (int thousands = 0; open && thousands < 25; thousands++) {
        calls.reset();
        for (int i = 0; i < THOUSAND; i++) {
          int stream = 1 + 2 * (thousands * THOUSAND + i);
          calls.writeBytes(
              RawHttp2.frame(
                  RawHttp2.HEADERS,
                  RawHttp2.END_HEADERS,
                  stream,
                  RawHttp2.fields(RawHttp2.call(CHECK))));
          calls.writeBytes(RawHttp2.frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
        }
        open = takes(rapid, calls.toByteArray());
      }
      assertThat(open && !rapid.isClosedWithin(20_000)).isFalse();
    }
  }

  @Test
  void endlessContinuationsAreCutOff() throws IOException {
    try (RawHttp2 flood = new RawHttp2(server.port()).greet()) {
      flood.send(RawHttp2.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.fields(RawHttp2.call(CHECK))));
      byte[] more =
          RawHttp2.frame(
              RawHttp2.CONTINUATION, 0, 1, RawHttp2.fields(Map.of("x", "y".repeat(THOUSAND))));
      boolean open = true;
      for (int i = 0; open && i < 10 * THOUSAND; i++) {
        open = takes(flood, more);
      }
      assertThat(open && !flood.isClosedWithin(20_000)).isFalse();
    }
  }

  @Test
  void headersOfAMegabyteAreRefused() {
    Metadata huge = new Metadata();
    huge.put(Metadata.Key.of("x-huge", Metadata.ASCII_STRING_MARSHALLER), "h".repeat(1 << 20));

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            stub()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(huge))
                .check(HealthCheckRequest.getDefaultInstance()));
  }

  private static boolean takes(RawHttp2 connection, byte[] bytes) throws IOException {
    try {
      connection.send(bytes);
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  private HealthBlockingStub stub() {
    return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(20));
  }

  private void served() {
    assertThat(stub().check(HealthCheckRequest.getDefaultInstance()).getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }
}
