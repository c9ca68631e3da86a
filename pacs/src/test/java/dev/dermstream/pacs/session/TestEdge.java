package dev.dermstream.pacs.session;

import static org.awaitility.Awaitility.await;

import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.MemoryBudget;
import dev.dermstream.pacs.ledger.ObjectReception;
import dev.dermstream.pacs.ledger.ReceptionConfig;
import dev.dermstream.pacs.v1.Conformance;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ConditionFactory;

/** A whole edge but its screening: log, gRPC door, server, and a link before it. */
final class TestEdge implements AutoCloseable {
  static final int MAX_OBJECT_BYTES = 64 << 10;
  static final Conformance CONFORMANCE = Conformance.newBuilder().setSoftware("test").build();
  static final SessionConfig CONFIG =
      new SessionConfig(
          64,
          8,
          8,
          MAX_OBJECT_BYTES,
          8,
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMillis(20),
          Duration.ofMillis(20));

  private final Path folder;
  private final SessionConfig config;
  private final InternalTlsConfig tls;
  private final long budget;
  private final List<ManagedChannel> channels = new ArrayList<>();
  final Queue<List<Long>> givenUp = new ConcurrentLinkedQueue<>();
  private CuttableLink link;
  Ledger ledger;
  MemoryBudget memory;
  PacsService service;
  Concluder concluder;
  private InternalServer server;

  TestEdge(Path folder) throws IOException {
    this(folder, CONFIG, 4L * MAX_OBJECT_BYTES, InternalTlsConfig.OFF);
  }

  TestEdge(Path folder, SessionConfig config, long budget, InternalTlsConfig tls)
      throws IOException {
    this.folder = folder;
    this.config = config;
    this.budget = budget;
    this.tls = tls;
    start();
    link = new CuttableLink(server.port());
  }

  private void start() throws IOException {
    ledger = Ledger.open(folder, Clock.systemUTC());
    memory = new MemoryBudget(budget);
    service =
        new PacsService(
            ledger,
            new ObjectReception(
                ledger,
                DicomLimits.ofPixels(1 << 20),
                new ReceptionConfig(MAX_OBJECT_BYTES, 1),
                Clock.systemUTC()),
            memory,
            config,
            CONFORMANCE,
            givenUp::add);
    concluder = new Concluder(ledger);
    server =
        InternalServer.start(
            "pacs",
            "127.0.0.1",
            0,
            PacsService.MOST_MESSAGE_BYTES,
            tls,
            new StageMetrics(new PrometheusRegistry()),
            service);
  }

  private void stop() throws IOException {
    try {
      server.drain(Duration.ZERO);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    soon().until(() -> service.sessions() == 0);
    concluder.close();
    service.close();
    ledger.close();
  }

  /** Ends everything and begins anew on the same folder. */
  void restart() throws IOException {
    stop();
    start();
    link.target(server.port());
  }

  int port() {
    return link.port();
  }

  /** Resets all connections. */
  void cut() {
    link.cut();
  }

  /** A connection through the link. */
  ManagedChannel channel() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", link.port())
            .usePlaintext()
            .initialFlowControlWindow(64 << 10)
            .build();
    channels.add(channel);
    return channel;
  }

  void add(ManagedChannel channel) {
    channels.add(channel);
  }

  List<InstanceOutcome> outcomes(String session) throws IOException, InterruptedException {
    return ledger.outcomesAfter(session, 0, 10_000);
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  /** Whatever was taken for objects was given back. */
  void awaitAllMemory() {
    soon().until(() -> memory.freeBytes() == budget);
  }

  @Override
  public void close() throws IOException {
    channels.forEach(ManagedChannel::shutdownNow);
    stop();
    link.close();
  }
}
