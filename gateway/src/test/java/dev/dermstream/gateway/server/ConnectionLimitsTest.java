package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.platform.hostile.RawHttp2;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that cost without asking, and those who share the gateway with them. */
class ConnectionLimitsTest {
  /** 10,000 in the nightly run. */
  private static final int IDLE = Integer.getInteger("idle.connections", 1_000);

  private static final long MOST_BYTES_EACH = 64 << 10;
  private static final long MOST_KEPT_BYTES = 32L << 20;

  private final List<RawHttp2> opened = new ArrayList<>();
  private TestCluster cluster;

  @AfterEach
  void stop() throws IOException {
    for (RawHttp2 connection : opened) {
      connection.close();
    }
    cluster.close();
  }

  @Test
  void manyIdleConnectionsDisturbNobodyAndAreClosed() throws Exception {
    // The first must still be there when the last one comes.
    int seconds = Math.max(3, IDLE / 300);
    serve("connections { idle-timeout = " + seconds + "s, max = 20000 }");
    servedAnew();
    long before = usedBytes();
    long residentBefore = residentBytes();

    try (IdleCrowd crowd = IdleCrowd.open(cluster.gateway.port(), IDLE)) {
      long each = (usedBytes() - before) / IDLE;
      long resident = residentBytes() - residentBefore;
      servedAnew();
      assertThat(crowd.closedByServer()).isEqualTo(IDLE);
      servedAnew();
      System.out.printf(
          "IDLE | gateway | %,d connections | %,d bytes of heap each, %+,d KiB resident | others"
              + " served, all closed after %d s of silence | heap %+,d KiB after%n",
          IDLE, each, resident >> 10, seconds, (usedBytes() - before) >> 10);
      assertThat(each).as("bytes of heap a connection").isLessThan(MOST_BYTES_EACH);
    }
    assertThat(usedBytes() - before).as("bytes kept").isLessThan(MOST_KEPT_BYTES);
  }

  @Test
  void aConnectionOverTheLimitIsClosedAndTheOthersGoOn() throws IOException {
    serve("connections.max = 3");
    served();
    for (int i = 0; i < 3; i++) {
      open().greet();
    }

    // Which of them is the one too many is for the event loops to say.
    await()
        .untilAsserted(() -> {
          int closed = 0;
          for (RawHttp2 connection : opened) {
            closed += connection.isClosedWithin(100) ? 1 : 0;
          }
          assertThat(closed).isEqualTo(1);
        });
    served();

    for (RawHttp2 connection : opened) {
      connection.close();
    }
    await().untilAsserted(() -> assertThat(open().greet().isClosedWithin(200)).isFalse());
  }

  @Test
  void aCallThatWaitsForItsAnswerKeepsItsConnection() throws Exception {
    serve("connections.idle-timeout = 3s");
    cluster.node.script = ScriptedNode::silent;
    long begun = System.nanoTime();
    ListenableFuture<ScreenResponse> call =
        ScreeningServiceGrpc.newFutureStub(cluster.channel).screen(TestCluster.image());
    await().until(() -> !cluster.node.open.isEmpty());
    await().until(() -> System.nanoTime() - begun > Duration.ofMillis(4500).toNanos());

    ScriptedNode.answer(InferRequest.getDefaultInstance(), cluster.node.open.remove());

    assertThat(call.get(20, TimeUnit.SECONDS).hasReport()).isTrue();
  }

  @Test
  void aClientThatDiesWithoutAWordStopsItsWork() throws IOException {
    serve("connections.idle-timeout = 2s");
    // The way is open, so that the image is at the node before the silence is noticed.
    served();
    cluster.node.open.clear();
    cluster.node.script = ScriptedNode::silent;
    RawHttp2 dead = open().greet();
    dead.send(
        RawHttp2.frame(
            RawHttp2.HEADERS,
            RawHttp2.END_HEADERS,
            1,
            RawHttp2.fields(RawHttp2.call("dermstream.v1.ScreeningService/Screen"))));
    dead.send(
        RawHttp2.frame(
            RawHttp2.DATA,
            RawHttp2.END_STREAM,
            1,
            RawHttp2.message(TestCluster.image().toByteArray())));
    await().until(() -> !cluster.node.open.isEmpty());

    // It answers no PING.
    await().until(() -> cluster.node.cancelled.get() == 1);
  }

  @Test
  void headersOfAMegabyteAreRefusedAndOthersUnharmed() throws IOException {
    serve("");
    Metadata huge = new Metadata();
    huge.put(Metadata.Key.of("x-huge", Metadata.ASCII_STRING_MARSHALLER), "h".repeat(1 << 20));
    ManagedChannel other = cluster.connect();
    try {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() ->
              ScreeningServiceGrpc.newBlockingStub(other)
                  .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(huge))
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .screen(TestCluster.image()));
    } finally {
      other.shutdownNow();
    }
    assertThat(cluster.node.requests).isEmpty();
    served();
  }

  @Test
  void endlessContinuationsAreCutOff() throws IOException {
    serve("");
    RawHttp2 flood = open().greet();
    flood.send(RawHttp2.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.fields(RawHttp2.call("a/b"))));
    byte[] more = RawHttp2.frame(9, 0, 1, RawHttp2.fields(Map.of("x", "y".repeat(1000))));
    boolean closed = false;
    for (int i = 0; i < 10_000 && !closed; i++) {
      try {
        flood.send(more);
      } catch (java.net.SocketException e) {
        closed = true;
      }
    }

    assertThat(closed || flood.isClosedWithin(20_000)).isTrue();
    served();
  }

  private void serve(String own) throws IOException {
    cluster = new TestCluster(own);
  }

  private RawHttp2 open() throws IOException {
    RawHttp2 connection = new RawHttp2(cluster.gateway.port());
    opened.add(connection);
    return connection;
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Of this process, the gateway's buffers outside the heap included; 0 where it is not told. */
  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.notExists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }

  /** By a connection of its own: one that was idle the server may be closing just now. */
  private void servedAnew() {
    ManagedChannel fresh = cluster.connect();
    try {
      assertThat(
              ScreeningServiceGrpc.newBlockingStub(fresh)
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .screen(TestCluster.image())
                  .getReport()
                  .getDisposition())
          .isEqualTo(Disposition.DISPOSITION_ANSWERED);
    } finally {
      fresh.shutdownNow();
    }
  }

  private void served() {
    assertThat(cluster.stub().screen(TestCluster.image()).getReport().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }
}
