package dev.dermstream.pacs.server;

import com.typesafe.config.Config;
import dev.dermstream.dicom.association.AssociationListener;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.Tls;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.privacy.Deidentifier;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.MemoryBudget;
import dev.dermstream.pacs.ledger.ObjectReception;
import dev.dermstream.pacs.ledger.Reception;
import dev.dermstream.pacs.report.CodeMap;
import dev.dermstream.pacs.screening.GrpcGateway;
import dev.dermstream.pacs.screening.Results;
import dev.dermstream.pacs.screening.Screener;
import dev.dermstream.pacs.screening.StructuredResults;
import dev.dermstream.pacs.screening.TrainingFolder;
import dev.dermstream.platform.security.TlsMaterial;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.StatusRuntimeException;
import java.io.Closeable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge of a hospital, from its doors to its destinations. It takes objects whether or not the
 * cluster is there; what it has acknowledged it brings to an end, at the latest after its next
 * start. Thread-safe.
 */
public final class PacsServer implements RoleHealth, Closeable {
  private static final Logger log = LoggerFactory.getLogger(PacsServer.class);
  private static final Duration GATEWAY_WAIT = Duration.ofSeconds(5);

  /** In the order in which they were opened; closed the other way round. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private final List<String> doors = new ArrayList<>();
  private final Ledger ledger;
  private volatile boolean closing;

  private PacsServer(Ledger ledger) {
    this.ledger = ledger;
    open.push(ledger);
  }

  /**
   * Opens the log, goes on with what waits in it, and opens the doors.
   *
   * @throws IOException if the log or a port cannot be had
   * @throws dev.dermstream.platform.config.ConfigurationException with every problem of the
   *     configuration; if the code map is not confirmed, or the gateway can be reached and serves a
   *     class that has no code
   */
  public static PacsServer start(Config settings, StageMetrics metrics) throws IOException {
    PacsConfig config = PacsConfig.from(settings);
    CodeMap codes = CodeMap.read(config.codes());
    codes.require(List.of());
    PacsServer server = new PacsServer(Ledger.open(config.directory(), Clock.systemUTC()));
    boolean started = false;
    try {
      server.open(config, codes, metrics);
      started = true;
      return server;
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  private void open(PacsConfig config, CodeMap codes, StageMetrics metrics) throws IOException {
    Clock clock = Clock.systemUTC();
    DicomLimits limits = DicomLimits.ofPixels(config.maxPixels());
    GrpcGateway channel = opened(new GrpcGateway(config.gateway().open()));
    ConfirmedGateway gateway = new ConfirmedGateway(channel, codes, config.screening().profile());
    confirm(gateway);
    PacsMetrics counters = new PacsMetrics(metrics.registry());
    Screener screener =
        opened(
            new Screener(
                ledger,
                gateway,
                results(config, codes, limits, clock),
                limits,
                config.screening(),
                List.of(),
                counters::concluded,
                clock));
    counters.watch(metrics.registry(), ledger, screener::inFlight, clock);
    opened(new Housekeeping(ledger, config.keepObjects(), config.keepLog(), clock));
    Reception reception =
        counters.counting(new ObjectReception(ledger, limits, config.reception(), clock));
    Optional<SSLContext> tls = tls(config);
    MemoryBudget memory = new MemoryBudget(config.memoryBytes());
    if (config.dicom().enabled()) {
      AssociationServer door =
          opened(
              DicomDoor.open(
                  config,
                  reception,
                  memory,
                  limits,
                  AssociationListener.NONE,
                  tls.map(context -> new Tls(context, true))));
      doors.add(
          "DICOM %s at %s:%d"
              .formatted(config.dicom().aeTitle(), config.dicom().host(), door.port()));
    }
  }

  private static Results results(PacsConfig config, CodeMap codes, DicomLimits limits, Clock clock)
      throws IOException {
    Results results = new StructuredResults(codes, limits, config.zone(), clock);
    return config.training().isEmpty()
        ? results
        : new TrainingFolder(
            results,
            new Deidentifier(SiteKey.open(config.directory())),
            limits,
            config.training().get());
  }

  /** A gateway that is away is no reason to refuse images; one that does not fit the codes is. */
  private static void confirm(ConfirmedGateway gateway) {
    try {
      gateway.confirm(GATEWAY_WAIT);
    } catch (StatusRuntimeException e) {
      log.warn(
          "The gateway does not answer ({}); objects are taken and wait for it",
          e.getStatus().getCode());
    }
  }

  /** Shows the certificate of the moment, and asks for one that the authorities vouch for. */
  private Optional<SSLContext> tls(PacsConfig config) throws IOException {
    if (!config.tls().enabled()) {
      return Optional.empty();
    }
    TlsMaterial material = opened(config.tls().open());
    try {
      SSLContext context = SSLContext.getInstance(TlsMaterial.PROTOCOL);
      context.init(
          new KeyManager[] {material.keyManager()},
          new TrustManager[] {material.trustManager()},
          null);
      return Optional.of(context);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up", e);
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  /** Where it listens, for the ready line. */
  public String description() {
    return String.join(", ", doors);
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
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        log.warn("A part of the edge closed badly", e);
      }
    }
  }
}
