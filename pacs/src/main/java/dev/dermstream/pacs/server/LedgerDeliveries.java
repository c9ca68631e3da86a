package dev.dermstream.pacs.server;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.ObjectIdentity;
import dev.dermstream.pacs.delivery.DeliveryLog;
import dev.dermstream.pacs.delivery.Parcel;
import dev.dermstream.pacs.ledger.Delivery;
import dev.dermstream.pacs.ledger.DeliveryTable;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.v1.InstanceOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deliveries as the edge's log holds them: results stand in outcomes, reports of storage commitment
 * beside them. Thread-safe.
 */
final class LedgerDeliveries implements DeliveryLog {
  private static final String COMMITMENT = "commitment";

  private final Ledger ledger;
  private final DeliveryTable table;
  private final DicomLimits limits;
  private final FhirBundles bundles;
  private final Set<String> fhir;

  /**
   * @param bundles makes what FHIR servers get
   * @param fhir names of destinations that are such servers
   */
  LedgerDeliveries(Ledger ledger, DicomLimits limits, FhirBundles bundles, Set<String> fhir) {
    this.ledger = ledger;
    this.table = ledger.deliveryTable();
    this.limits = limits;
    this.bundles = bundles;
    this.fhir = Set.copyOf(fhir);
  }

  /** Makes of an outcome what a FHIR server gets; the same each time. */
  interface FhirBundles {
    /**
     * @throws IOException if the object is not in the log any more
     */
    byte[] of(InstanceOutcome outcome) throws IOException, InterruptedException;
  }

  @Override
  public long add(String destination, Parcel parcel, Instant due)
      throws IOException, InterruptedException {
    if (!(parcel instanceof Parcel.Commitment commitment)) {
      throw new IllegalArgumentException("results are entered with their outcome");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(commitment.transaction());
      out.writeInt(commitment.eventType());
      out.write(commitment.dataSet());
    }
    return table.enter(destination, COMMITMENT, bytes.toByteArray(), due);
  }

  @Override
  public List<Waiting> due(String destination, Instant now, int limit)
      throws IOException, InterruptedException {
    return table.due(destination, now, limit).stream()
        .map(delivery -> new Waiting(delivery.id(), delivery.attempts()))
        .toList();
  }

  @Override
  public Optional<Instant> nextDue(String destination, Instant now)
      throws IOException, InterruptedException {
    return table.nextDue(destination, now);
  }

  @Override
  public Optional<Parcel> parcel(long id) throws IOException, InterruptedException {
    Optional<Delivery> found = table.delivery(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Delivery delivery = found.get();
    return Optional.of(
        delivery.kind().equals(COMMITMENT) ? commitment(delivery.payload()) : result(delivery));
  }

  private static Parcel commitment(byte[] payload) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      return new Parcel.Commitment(in.readUTF(), in.readInt(), in.readAllBytes());
    }
  }

  private Parcel result(Delivery delivery) throws IOException, InterruptedException {
    InstanceOutcome outcome =
        ledger
            .outcome(delivery.arrival())
            .orElseThrow(() -> new IOException("a result without outcome"));
    if (fhir.contains(delivery.destination())) {
      return new Parcel.FhirBundle(bundles.of(outcome));
    }
    byte[] report = outcome.getDicomSr().toByteArray();
    try (DicomFile file = DicomFile.open(new ByteArrayInputStream(report), limits)) {
      ObjectIdentity identity = file.identity();
      return new Parcel.DicomObject(
          identity.sopClass(), identity.sopInstance(), identity.transferSyntax(), report);
    } catch (DicomException e) {
      throw new IOException("a report of the log cannot be read", e);
    }
  }

  @Override
  public void delivered(long id) throws IOException, InterruptedException {
    table.delivered(id);
  }

  @Override
  public void failed(long id, String reason, Instant nextAttempt)
      throws IOException, InterruptedException {
    table.failed(id, reason, nextAttempt);
  }

  @Override
  public void refused(long id, String reason) throws IOException, InterruptedException {
    table.refused(id, reason);
  }

  @Override
  public long pending(String destination) throws IOException, InterruptedException {
    return table.pending(destination);
  }
}
