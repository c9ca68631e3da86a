package dev.dermstream.pacs.server;

import dev.dermstream.dicom.association.Tls;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.pacs.audit.AuditTrail;
import dev.dermstream.pacs.delivery.Deliveries;
import dev.dermstream.pacs.delivery.Destination;
import dev.dermstream.pacs.delivery.DestinationConfig;
import dev.dermstream.pacs.delivery.DestinationConfig.Kind;
import dev.dermstream.pacs.delivery.DimseDestination;
import dev.dermstream.pacs.delivery.FhirClient;
import dev.dermstream.pacs.delivery.StowClient;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.report.CodeMap;
import dev.dermstream.pacs.report.Details;
import dev.dermstream.pacs.report.FhirReport;
import dev.dermstream.pacs.report.SourceObject;
import dev.dermstream.pacs.report.UnmappedClassException;
import dev.dermstream.pacs.v1.InstanceOutcome;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** What leaves the edge for the hospital, wired. */
final class Outbound {
  private final Ledger ledger;
  private final DestinationList list;
  private final DicomLimits limits;
  private final ZoneId zone;
  private final FhirReport fhir;

  Outbound(Ledger ledger, DestinationList list, CodeMap codes, DicomLimits limits, ZoneId zone) {
    this.ledger = ledger;
    this.list = list;
    this.limits = limits;
    this.zone = zone;
    this.fhir = new FhirReport(codes);
  }

  /** Parcels as the ledger has them. */
  LedgerDeliveries log() {
    Set<String> servers =
        list.results().stream()
            .filter(one -> one.kind() == Kind.FHIR)
            .map(DestinationConfig::name)
            .collect(Collectors.toSet());
    return new LedgerDeliveries(ledger, limits, this::bundle, servers);
  }

  /**
   * Begins to send.
   *
   * @param tls that is shown and asked for where a destination wants it
   */
  Deliveries start(
      LedgerDeliveries log,
      AuditTrail trail,
      Optional<SSLContext> tls,
      Clock clock,
      PrometheusRegistry registry) {
    List<Deliveries.Route> routes = new ArrayList<>();
    Stream.concat(list.results().stream(), list.commitments().values().stream())
        .forEach(config ->
            routes.add(
                new Deliveries.Route(
                    config, new AuditedDestination(way(config, tls), config, trail, limits))));
    return Deliveries.start(routes, log, clock, ThreadLocalRandom.current(), registry);
  }

  private Destination way(DestinationConfig config, Optional<SSLContext> tls) {
    Optional<Supplier<String>> token =
        Optional.ofNullable(list.tokenFiles().get(config.name())).map(Outbound::token);
    return switch (config.kind()) {
      case DIMSE ->
          new DimseDestination(
              config, config.tls() ? tls.map(context -> new Tls(context, true)) : Optional.empty());
      case STOW -> new StowClient(config, tls, token);
      case FHIR -> new FhirClient(config, tls, token);
    };
  }

  /** Read anew for each request, so that a new token needs no restart. */
  private static Supplier<String> token(String file) {
    return () -> {
      try {
        return Files.readString(Path.of(file)).strip();
      } catch (IOException e) {
        throw new UncheckedIOException("The token file cannot be read", e);
      }
    };
  }

  /** From what the log holds, so that it is the same however often it is sent. */
  private byte[] bundle(InstanceOutcome outcome) throws IOException, InterruptedException {
    byte[] part10 =
        ledger
            .content(outcome.getReceipt())
            .orElseThrow(() -> new IOException("the object is not in the log any more"));
    Waiting object =
        ledger
            .arrival(outcome.getReceipt())
            .orElseThrow(() -> new IOException("the object is not in the log any more"));
    try (DicomFile file =
        DicomFile.open(new ByteArrayInputStream(part10), limits, SourceObject.KEPT)) {
      Details details =
          new Details(
              outcome.getReceipt(),
              object.digest(),
              HexFormat.of().formatHex(outcome.getPixelSha256().toByteArray()),
              object.received(),
              Instant.ofEpochSecond(
                  outcome.getConcluded().getSeconds(), outcome.getConcluded().getNanos()),
              zone);
      return fhir.write(SourceObject.of(file.attributes()), outcome.getReport(), details)
          .getBytes(StandardCharsets.UTF_8);
    } catch (DicomException | UnmappedClassException e) {
      throw new IOException("A result cannot be written for FHIR", e);
    }
  }
}
