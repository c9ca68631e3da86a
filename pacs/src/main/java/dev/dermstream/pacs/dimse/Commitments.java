package dev.dermstream.pacs.dimse;

import dev.dermstream.dicom.association.AssociationInfo;
import dev.dermstream.dicom.dimse.ActionHandler;
import dev.dermstream.dicom.dimse.ActionOutcome;
import dev.dermstream.dicom.dimse.ActionRequest;
import dev.dermstream.dicom.dimse.DimseStatus;
import dev.dermstream.dicom.dimse.EventReport;
import dev.dermstream.dicom.dimse.Information;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.pacs.delivery.DeliveryLog;
import dev.dermstream.pacs.delivery.Parcel;
import dev.dermstream.pacs.ledger.Identity;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits to what was stored (Storage Commitment Push Model, PS3.4 J.3). The report lies in the log
 * of deliveries before the request is answered; then it goes by the association of the request, and
 * where that ends too soon, or the process does, by one of its own to the address that is
 * configured for the requester. A report to a requester without an address goes by its association
 * or not at all. Thread-safe.
 */
public final class Commitments implements ActionHandler {
  private static final Logger log = LoggerFactory.getLogger(Commitments.class);
  private static final int REQUEST_COMMITMENT = 1;
  private static final DimseStatus NO_SUCH_ACTION = new DimseStatus(0x0123);
  private static final DimseStatus NO_SUCH_INSTANCE = new DimseStatus(0x0112);
  private static final DimseStatus INVALID_ARGUMENT = new DimseStatus(0x0115);

  /** For which the association has the first word. */
  private static final Duration FIRST_WORD = Duration.ofSeconds(30);

  private final Function<String, Optional<Identity>> stored;
  private final Map<String, String> destinations;
  private final DeliveryLog parcels;
  private final Consumer<String> wake;
  private final Clock clock;

  /** Reports that are on their way by association, by the bytes that no other report shares. */
  private final Map<Information, Pending> pending = new ConcurrentHashMap<>();

  private record Pending(long parcel, String destination) {}

  /**
   * @param stored what is on the disk under a SOP Instance UID
   * @param destinations names of destinations by the AE title of the requester
   * @param wake told the name of a destination that has a parcel due
   */
  public Commitments(
      Function<String, Optional<Identity>> stored,
      Map<String, String> destinations,
      DeliveryLog parcels,
      Consumer<String> wake,
      Clock clock) {
    this.stored = stored;
    this.destinations = Map.copyOf(destinations);
    this.parcels = parcels;
    this.wake = wake;
    this.clock = clock;
  }

  @Override
  public ActionOutcome act(ActionRequest request) throws IOException {
    if (!request.sopClass().equals(CommitmentRequest.SOP_CLASS)) {
      return ActionOutcome.of(DimseStatus.CLASS_NOT_SUPPORTED);
    }
    if (!request.sopInstance().equals(CommitmentRequest.SOP_INSTANCE)) {
      return ActionOutcome.of(NO_SUCH_INSTANCE);
    }
    if (request.actionType() != REQUEST_COMMITMENT) {
      return ActionOutcome.of(NO_SUCH_ACTION);
    }
    Information asked = request.information();
    try {
      CommitmentRequest wanted = CommitmentRequest.read(asked.bytes(), asked.transferSyntax());
      return promise(request, CommitmentReport.of(wanted, stored));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ActionOutcome.of(DimseStatus.PROCESSING_FAILURE);
    } catch (DicomException e) {
      log.debug("A request for commitment is malformed: {}", e.sentence());
      return ActionOutcome.of(INVALID_ARGUMENT);
    }
  }

  @Override
  public void delivered(AssociationInfo association, EventReport event, DimseStatus answer) {
    Pending sent = pending.remove(event.information());
    if (sent == null) {
      return;
    }
    try {
      if (answer.isSuccess() || answer.isWarning()) {
        parcels.delivered(sent.parcel());
      } else {
        again(sent, "status " + answer);
      }
    } catch (IOException e) {
      log.warn("A report of commitment will be sent twice, since the log cannot be written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void undelivered(AssociationInfo association, EventReport event) {
    Pending unsent = pending.remove(event.information());
    if (unsent == null) {
      log.warn(
          "{} has no address here and its association ended before the report of commitment",
          association.callingAeTitle());
      return;
    }
    try {
      again(unsent, "the association of the request ended");
    } catch (IOException e) {
      log.warn("A report of commitment is sent later, since the log cannot be written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void again(Pending report, String reason) throws IOException, InterruptedException {
    parcels.failed(report.parcel(), reason, clock.instant());
    wake.accept(report.destination());
  }

  private ActionOutcome promise(ActionRequest request, CommitmentReport report)
      throws IOException, InterruptedException {
    String syntax = request.information().transferSyntax();
    Information information =
        new Information(syntax, report.dataSet(TransferSyntax.of(syntax).orElseThrow()));
    String destination = destinations.get(request.association().callingAeTitle());
    if (destination != null) {
      long parcel =
          parcels.add(
              destination,
              new Parcel.Commitment(
                  report.transaction(),
                  report.eventType(),
                  report.dataSet(TransferSyntax.IMPLICIT_LITTLE_ENDIAN)),
              clock.instant().plus(FIRST_WORD));
      pending.put(information, new Pending(parcel, destination));
    }
    return new ActionOutcome(
        DimseStatus.SUCCESS,
        Optional.of(
            new EventReport(
                CommitmentRequest.SOP_CLASS,
                CommitmentRequest.SOP_INSTANCE,
                report.eventType(),
                information)));
  }
}
