package dev.dermstream.pacs.server;

import com.typesafe.config.Config;
import dev.dermstream.audit.log.Audit;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.Tls;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.privacy.Deidentifier;
import dev.dermstream.dicom.privacy.Pseudonyms;
import dev.dermstream.pacs.audit.AuditTrail;
import dev.dermstream.pacs.delivery.Deliveries;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.MemoryBudget;
import dev.dermstream.pacs.ledger.ObjectReception;
import dev.dermstream.pacs.report.CodeMap;
import dev.dermstream.pacs.screening.GrpcGateway;
import dev.dermstream.pacs.screening.Results;
import dev.dermstream.pacs.screening.Screener;
import dev.dermstream.pacs.screening.StructuredResults;
import dev.dermstream.pacs.screening.TrainingFolder;
import dev.dermstream.pacs.session.PacsService;
import dev.dermstream.pacs.session.SessionConfig;
import dev.dermstream.pacs.web.StowServer;
import dev.dermstream.platform.security.TlsMaterial;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.server.OpenParts;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.StatusRuntimeException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
  private final OpenParts open = new OpenParts("edge");

  private final List<String> doors = new ArrayList<>();
  private final Clock clock = Clock.systemUTC();
  private final PacsConfig config;
  private final DicomLimits limits;
  private final StageMetrics metrics;
  private volatile boolean closing;

  private PacsServer(PacsConfig config, StageMetrics metrics) {
    this.config = config;
    this.limits = DicomLimits.ofPixels(config.maxPixels());
    this.metrics = metrics;
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
    PacsServer server = new PacsServer(config, metrics);
    boolean started = false;
    try {
      server.open(codes, SessionConfig.from(settings));
      started = true;
      return server;
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  private void open(CodeMap codes, SessionConfig sessions) throws IOException {
    PrometheusRegistry registry = metrics.registry();
    Ledger ledger = open.add(Ledger.open(config.directory(), clock));
    Pseudonyms pseudonyms = SiteKey.open(config.directory());
    Optional<SSLContext> tls = tls();
    Audit chain = open.add(config.audit().openChain(clock, registry));
    AuditTrail trail =
        open.add(config.audit().openTrail(config.dicom().aeTitle(), chain, tls, clock));
    Outbound outbound = new Outbound(ledger, config.destinations(), codes, limits, config.zone());
    LedgerDeliveries parcels = outbound.log();
    Deliveries deliveries = open.add(outbound.start(parcels, trail, tls, clock, registry));
    open.add(new DeliveryWake(ledger, deliveries, config.destinations().resultNames()));
    PacsMetrics counters = new PacsMetrics(registry);
    Screener screener = screener(ledger, codes, pseudonyms, counters);
    counters.watch(registry, ledger, screener::inFlight, clock);
    open.add(new Housekeeping(ledger, config.keepObjects(), config.keepLog(), clock));
    TransferAudit transfers = open.add(new TransferAudit(trail, pseudonyms, limits));
    ObjectReception reception =
        new ObjectReception(ledger, limits, config.reception(), clock, counters, transfers);
    Doors parts =
        new Doors(config, ledger, reception, new MemoryBudget(config.memoryBytes()), limits, trail);
    openDicom(parts, parcels, deliveries, tls);
    openStow(parts, tls);
    openGrpc(parts, sessions, screener);
    trail.applicationStarted();
    open.add(trail::applicationStopped);
  }

  private Screener screener(
      Ledger ledger, CodeMap codes, Pseudonyms pseudonyms, PacsMetrics counters)
      throws IOException {
    GrpcGateway channel = open.add(new GrpcGateway(config.gateway().open()));
    ConfirmedGateway gateway = new ConfirmedGateway(channel, codes, config.screening().profile());
    confirm(gateway);
    Results results = new StructuredResults(codes, limits, config.zone(), clock);
    if (config.training().isPresent()) {
      results =
          new TrainingFolder(
              results, new Deidentifier(pseudonyms), limits, config.training().get());
    }
    return open.add(
        new Screener(
            ledger,
            gateway,
            results,
            limits,
            config.screening(),
            config.destinations().resultNames(),
            counters::concluded,
            clock));
  }

  private void openDicom(
      Doors parts, LedgerDeliveries parcels, Deliveries deliveries, Optional<SSLContext> tls)
      throws IOException {
    if (!config.dicom().enabled()) {
      return;
    }
    AssociationServer door =
        open.add(
            parts.dicom(parcels, deliveries, tls.map(context -> new Tls(context, true)), clock));
    doors.add(
        "DICOM %s at %s:%d"
            .formatted(config.dicom().aeTitle(), config.dicom().host(), door.port()));
  }

  private void openStow(Doors parts, Optional<SSLContext> tls) throws IOException {
    if (config.stow().isPresent()) {
      StowServer door = open.add(parts.stow(config.stow().get(), tls));
      doors.add("STOW-RS at %s:%d".formatted(config.stow().get().server().host(), door.port()));
    }
  }

  private void openGrpc(Doors parts, SessionConfig sessions, Screener screener) throws IOException {
    PacsService service = open.add(parts.sessions(sessions, screener::giveUp));
    InternalServer door =
        InternalServer.start(
            "pacs",
            config.grpcHost(),
            config.grpcPort(),
            PacsService.MOST_MESSAGE_BYTES,
            config.tls(),
            metrics,
            service);
    open.add(() -> {
      service.drain();
      door.drain(config.drainTimeout());
    });
    doors.add("gRPC at %s:%d".formatted(config.grpcHost(), door.port()));
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
  private Optional<SSLContext> tls() throws IOException {
    if (!config.tls().enabled()) {
      return Optional.empty();
    }
    TlsMaterial material = open.add(config.tls().open());
    metrics.certificates().add("pacs", material::expires);
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
    open.close();
  }
}
