package dev.dermstream.pacs.server;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.ObjectIdentity;
import dev.dermstream.pacs.audit.AuditOutcome;
import dev.dermstream.pacs.audit.AuditTrail;
import dev.dermstream.pacs.audit.Peer;
import dev.dermstream.pacs.audit.Transfer;
import dev.dermstream.pacs.delivery.Destination;
import dev.dermstream.pacs.delivery.DestinationConfig;
import dev.dermstream.pacs.delivery.Outcome;
import dev.dermstream.pacs.delivery.Parcel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tells the audit trail what was sent, and what could not be. Thread-safe. */
final class AuditedDestination implements Destination {
  private final Destination destination;
  private final AuditTrail trail;
  private final Peer peer;
  private final DicomLimits limits;

  AuditedDestination(
      Destination destination, DestinationConfig config, AuditTrail trail, DicomLimits limits) {
    this.destination = destination;
    this.trail = trail;
    this.peer = new Peer(config.name(), String.valueOf(config.address().getHost()));
    this.limits = limits;
  }

  @Override
  public Outcome send(Parcel parcel) throws InterruptedException {
    Outcome outcome = destination.send(parcel);
    AuditOutcome audited =
        switch (outcome) {
          case Outcome.Accepted _ -> AuditOutcome.SUCCESS;
          case Outcome.Unreachable _ -> AuditOutcome.MINOR_FAILURE;
          case Outcome.Refused _ -> AuditOutcome.SERIOUS_FAILURE;
        };
    switch (parcel) {
      case Parcel.DicomObject object -> trail.sent(peer, transfer(object), audited);
      case Parcel.FhirBundle _ ->
          trail.exported(peer, new Transfer("", "", new TreeMap<>()), audited);
      case Parcel.Commitment _ -> {
        // Says nothing of a patient.
      }
    }
    return outcome;
  }

  private Transfer transfer(Parcel.DicomObject object) {
    SortedMap<String, Integer> one = new TreeMap<>();
    one.put(object.sopClass(), 1);
    try (DicomFile file = DicomFile.open(new ByteArrayInputStream(object.part10()), limits)) {
      ObjectIdentity identity = file.identity();
      return new Transfer(identity.studyInstance(), "", one);
    } catch (DicomException | IOException e) {
      return new Transfer("", "", one);
    }
  }

  @Override
  public void close() {
    destination.close();
  }
}
