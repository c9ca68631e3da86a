package dev.dermstream.pacs.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.dermstream.dicom.association.AssociationLimits;
import dev.dermstream.dicom.association.AssociationListener;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.AssociationService;
import dev.dermstream.dicom.association.Candidate;
import dev.dermstream.dicom.association.KnownTitles;
import dev.dermstream.dicom.association.Rejection;
import dev.dermstream.dicom.association.Timeouts;
import dev.dermstream.dicom.association.Tls;
import dev.dermstream.dicom.dimse.DimseHandlers;
import dev.dermstream.dicom.dimse.DimseLimits;
import dev.dermstream.dicom.dimse.DimseService;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.ObjectIdentity;
import dev.dermstream.pacs.audit.AuditTrail;
import dev.dermstream.pacs.delivery.Deliveries;
import dev.dermstream.pacs.dimse.Commitments;
import dev.dermstream.pacs.dimse.StorageClasses;
import dev.dermstream.pacs.dimse.StoreDoor;
import dev.dermstream.pacs.ledger.Identity;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.MemoryBudget;
import dev.dermstream.pacs.ledger.ObjectReception;
import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.session.PacsService;
import dev.dermstream.pacs.session.SessionConfig;
import dev.dermstream.pacs.web.KnownTokens;
import dev.dermstream.pacs.web.StowSecurity;
import dev.dermstream.pacs.web.StowServer;
import dev.dermstream.pacs.web.TokenCheck;
import dev.dermstream.platform.config.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** The ways in, wired: all of them before one reception. */
record Doors(
    PacsConfig config,
    Ledger ledger,
    ObjectReception reception,
    MemoryBudget memory,
    DicomLimits limits,
    AuditTrail trail) {

  AssociationServer dicom(
      LedgerDeliveries parcels, Deliveries deliveries, Optional<Tls> tls, Clock clock)
      throws IOException {
    DicomConfig dicom = config.dicom();
    int maxObject = config.reception().maxObjectBytes();
    StoreDoor store = new StoreDoor(reception, memory, maxObject, limits, dicom.statAeTitles());
    DimseLimits usual = DimseLimits.usual();
    Timeouts timeouts = Timeouts.usual();
    return AssociationServer.start(
        new InetSocketAddress(dicom.host(), dicom.port()),
        new AssociationService(
            new AssociationLimits(
                dicom.maxPduBytes(),
                dicom.maxAssociations(),
                dicom.maxAssociationsPerPeer(),
                new Timeouts(timeouts.request(), dicom.idleTimeout(), timeouts.operation()),
                config.drainTimeout()),
            new KnownTitles(Set.of(dicom.aeTitle()), dicom.callingAeTitles()),
            new StorageClasses(),
            new DimseService(
                DimseHandlers.NONE
                    .withStore(store)
                    .withAction(commitments(parcels, deliveries, clock)),
                new DimseLimits(maxObject, usual.maxInformationBytes(), usual.maxCommandBytes())),
            refusals(),
            tls));
  }

  private Commitments commitments(LedgerDeliveries parcels, Deliveries deliveries, Clock clock) {
    Map<String, String> names = new HashMap<>();
    config.destinations().commitments().forEach((title, one) -> names.put(title, one.name()));
    return new Commitments(this::stored, names, parcels, deliveries::wake, clock);
  }

  /** Thrown unchecked, as the request for commitment cannot be answered then. */
  private Optional<Identity> stored(String sopInstance) {
    try {
      return ledger.standing(sopInstance).map(Waiting::identity);
    } catch (IOException e) {
      throw new UncheckedIOException("The log cannot be asked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException("The edge is closing", new IOException(e));
    }
  }

  private AssociationListener refusals() {
    return new AssociationListener() {
      @Override
      public void rejected(Candidate candidate, Rejection why) {
        trail.refusedAssociation(
            candidate.callingAeTitle(), candidate.peer().getAddress().getHostAddress(), why.name());
      }
    };
  }

  StowServer stow(StowDoorConfig stow, Optional<SSLContext> tls) throws IOException {
    StowSecurity.ClientCertificates certificates =
        tls.isPresent()
            ? StowSecurity.ClientCertificates.REQUIRED
            : StowSecurity.ClientCertificates.NONE;
    return StowServer.start(
        stow.server(),
        new StowSecurity(tls, certificates, tokens(stow.tokensFile())),
        reception,
        this::identity,
        memory);
  }

  /** NAME = "SHA-256 of the token", in HOCON. */
  private static Optional<TokenCheck> tokens(String file) {
    if (file.isBlank()) {
      return Optional.empty();
    }
    try {
      Config read =
          ConfigFactory.parseFile(
              Path.of(file).toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
      Map<String, String> senders = new HashMap<>();
      read.root().keySet().forEach(name -> senders.put(read.getString("\"" + name + "\""), name));
      return Optional.of(new KnownTokens(senders));
    } catch (ConfigException | IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of("dermstream.pacs.stow.tokens-file: " + e.getMessage()));
    }
  }

  private Identity identity(byte[] part10) throws DicomException {
    try (DicomFile file = DicomFile.open(new ByteArrayInputStream(part10), limits)) {
      ObjectIdentity read = file.identity();
      return new Identity(
          read.sopClass(),
          read.sopInstance(),
          read.studyInstance(),
          read.seriesInstance(),
          read.transferSyntax());
    } catch (IOException e) {
      throw new UncheckedIOException("an array does not fail", e);
    }
  }

  PacsService sessions(SessionConfig sessions, Consumer<Collection<Long>> givenUp) {
    return new PacsService(
        ledger,
        reception,
        memory,
        sessions,
        ConformanceStatement.of(
            config.dicom().aeTitle(), config.reception().maxObjectBytes(), config.maxPixels()),
        givenUp::accept);
  }
}
