package dev.dermstream.batch.server;

import com.typesafe.config.Config;
import dev.dermstream.batch.engine.JobEngine;
import dev.dermstream.batch.engine.Worker;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.Ledgers;
import dev.dermstream.batch.screening.GrpcGateway;
import dev.dermstream.batch.screening.Places;
import dev.dermstream.batch.screening.ScreeningParts;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.server.OpenParts;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;

/**
 * A worker: the ledger, the engine that runs its jobs, and the door through which they are asked
 * about. What runs when it is closed goes on with other workers, or at the next start. Thread-safe.
 */
public final class BatchServer implements RoleHealth, Closeable {
  private static final int MOST_REQUEST_BYTES = 1 << 20;
  private static final int MOST_PIXELS = 1_000_000_000;
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** In the order in which they were opened; closed the other way round. */
  private final OpenParts open = new OpenParts("worker");

  private final Clock clock = Clock.systemUTC();
  private final BatchConfig config;
  private volatile String address = "";
  private volatile boolean closing;

  private BatchServer(BatchConfig config) {
    this.config = config;
  }

  /**
   * Opens the ledger and goes on with the jobs that run.
   *
   * @throws IOException if the ledger, a port or a file of the configuration cannot be used
   * @throws dev.dermstream.platform.config.ConfigurationException with every problem of the
   *     configuration
   */
  public static BatchServer start(Config config, StageMetrics metrics) throws IOException {
    return open(config, metrics, Use.RUN);
  }

  /** Opens the ledger and the door alone: jobs are told of and moved, none runs. */
  public static BatchServer atRest(Config config, StageMetrics metrics) throws IOException {
    return open(config, metrics, Use.MOVE);
  }

  /** Opens the door over a ledger that is only read, so that another process may write it. */
  public static BatchServer reading(Config config, StageMetrics metrics) throws IOException {
    return open(config, metrics, Use.READ);
  }

  /** What becomes of the jobs of a ledger. */
  private enum Use {
    READ,
    /** They are submitted, paused, resumed, cancelled. */
    MOVE,
    /** That, and they go on. */
    RUN
  }

  private static BatchServer open(Config config, StageMetrics metrics, Use use) throws IOException {
    BatchServer server = new BatchServer(BatchConfig.from(config));
    boolean started = false;
    try {
      server.open(metrics, use);
      started = true;
      return server;
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  private void open(StageMetrics metrics, Use use) throws IOException {
    if (use != Use.RUN
        && config.ledger().isEmbedded()
        && !Files.exists(config.ledger().directory())) {
      throw new IOException(
          "There is no ledger in %s: no job was submitted here. --server names a running worker"
              .formatted(config.ledger().directory()));
    }
    Ledger ledger =
        open.add(use == Use.READ ? Ledgers.read(config.ledger()) : Ledgers.open(config.ledger()));
    Rates rates = new Rates(clock);
    JobViews views = new JobViews(ledger, rates);
    WorkerPlaces places = new WorkerPlaces(ledger, views, config);
    Runnable changed = () -> {};
    if (use == Use.RUN) {
      BatchMetrics counters = new BatchMetrics(metrics.registry());
      Places memory = new Places(config.screening().memoryBytes());
      Worker worker = worker(ledger, places, memory, counters);
      JobEngine engine = open.add(JobEngine.start(config.member(), worker, clock));
      counters.watch(metrics.registry(), ledger, engine, memory);
      open.add(new RateWatch(ledger, rates));
      changed = engine::wake;
    }
    Jobs jobs = new Jobs(ledger, new JobChecks(config.roots()), places::require, changed, clock);
    BatchService service = new BatchService(jobs, views, new JobPages(views, places));
    InternalServer door =
        InternalServer.start(
            "batch",
            config.host(),
            config.port(),
            MOST_REQUEST_BYTES,
            config.tls(),
            metrics,
            service);
    open.add(() -> door.drain(DRAIN));
    address = config.host() + ":" + door.port();
  }

  private Worker worker(Ledger ledger, WorkerPlaces places, Places memory, BatchMetrics counters)
      throws IOException {
    GrpcGateway gateway =
        open.add(new GrpcGateway(config.gateway().open(), config.screening().callTimeout()));
    ScreeningParts parts =
        new ScreeningParts(
            ledger,
            gateway,
            memory,
            DicomLimits.ofPixels(MOST_PIXELS),
            config.screening(),
            counters,
            clock);
    return new Worker(
        ledger, places, new WorkerScreenings(parts, places), config.screening().inFlight());
  }

  /** HOST:PORT of the door. */
  public String address() {
    return address;
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public boolean isReady() {
    return !closing;
  }

  @Override
  public void close() {
    closing = true;
    open.close();
  }
}
