package dev.dermstream.pacs.delivery;

import dev.dermstream.dicom.association.AssociationCall;
import dev.dermstream.dicom.association.ProposedContext;
import dev.dermstream.dicom.association.RoleSelection;
import dev.dermstream.dicom.association.Timeouts;
import dev.dermstream.dicom.association.Tls;
import dev.dermstream.dicom.dimse.DimseClient;
import dev.dermstream.dicom.dimse.DimseHandlers;
import dev.dermstream.dicom.dimse.DimseLimits;
import dev.dermstream.dicom.dimse.DimseStatus;
import dev.dermstream.dicom.dimse.EventReport;
import dev.dermstream.dicom.dimse.Information;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.pacs.dimse.CommitmentRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Stores objects by C-STORE (PS3.4 B) and reports commitments by N-EVENT-REPORT (PS3.4 J.3.3), each
 * by an association of its own. Thread-safe.
 */
public final class DimseDestination implements Destination {
  private static final int NO_WAY = 0;
  private static final int MAX_PDU_BYTES = 64 << 10;
  private static final int CLASS_NOT_SUPPORTED = 0x0122;
  private static final int DUPLICATE_INSTANCE = 0x0111;
  private static final int PROCESSING_FAILURE = 0x0110;
  private static final int RESOURCE_LIMITATION = 0x0213;
  private static final int OUT_OF_RESOURCES = 0xA7;

  /** Where the value of the group length begins and ends (PS3.10 7.1). */
  private static final int GROUP_LENGTH_AT = 140;

  private static final int GROUP_LENGTH_END = 144;

  private final DestinationConfig config;
  private final Optional<Tls> tls;

  /**
   * @param tls to be there if the configuration wants it
   */
  public DimseDestination(DestinationConfig config, Optional<Tls> tls) {
    if (config.tls() != tls.isPresent()) {
      throw new IllegalArgumentException("TLS is configured for one of both alone");
    }
    this.config = config;
    this.tls = tls;
  }

  @Override
  public Outcome send(Parcel parcel) throws InterruptedException {
    try {
      return switch (parcel) {
        case Parcel.DicomObject object -> store(object);
        case Parcel.Commitment commitment -> report(commitment);
        case Parcel.FhirBundle bundle ->
            new Outcome.Refused(NO_WAY, "An application entity takes no bundles");
      };
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return new Outcome.Unreachable("no answer: " + e.getClass().getSimpleName());
    }
  }

  /** There is nothing between two parcels. */
  @Override
  public void close() {}

  private Outcome store(Parcel.DicomObject object) throws IOException {
    int start = dataSetStart(object.part10());
    int length = object.part10().length - start;
    ProposedContext context =
        new ProposedContext(1, object.sopClass(), List.of(object.transferSyntax()));
    try (DimseClient client = open(context, List.of())) {
      if (!client.accepts(object.sopClass(), object.transferSyntax())) {
        return new Outcome.Refused(
            CLASS_NOT_SUPPORTED, "the SOP class is not accepted in this transfer syntax");
      }
      DimseStatus status =
          client.store(
              object.sopClass(),
              object.sopInstance(),
              object.transferSyntax(),
              new ByteArrayInputStream(object.part10(), start, length),
              length);
      release(client);
      return outcome(status);
    }
  }

  private Outcome report(Parcel.Commitment commitment) throws IOException {
    String syntax = TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid();
    ProposedContext context = new ProposedContext(1, CommitmentRequest.SOP_CLASS, List.of(syntax));
    RoleSelection provider = new RoleSelection(CommitmentRequest.SOP_CLASS, false, true);
    try (DimseClient client = open(context, List.of(provider))) {
      if (client.info().contexts().stream().noneMatch(accepted -> accepted.roles().provider())) {
        return new Outcome.Refused(
            CLASS_NOT_SUPPORTED, "reports of commitment are not accepted by an own association");
      }
      DimseStatus status =
          client.eventReport(
              new EventReport(
                  CommitmentRequest.SOP_CLASS,
                  CommitmentRequest.SOP_INSTANCE,
                  commitment.eventType(),
                  new Information(syntax, commitment.dataSet())));
      release(client);
      return outcome(status);
    }
  }

  private DimseClient open(ProposedContext context, List<RoleSelection> roles) throws IOException {
    return DimseClient.open(
        new AssociationCall(
            new InetSocketAddress(config.address().getHost(), config.address().getPort()),
            config.titles().calling(),
            config.titles().called(),
            List.of(context),
            roles,
            MAX_PDU_BYTES,
            new Timeouts(config.connectTimeout(), config.answerTimeout(), config.answerTimeout()),
            tls),
        DimseHandlers.NONE,
        DimseLimits.usual());
  }

  /** The peer has answered: how it takes leave changes nothing. */
  private static void release(DimseClient client) {
    try {
      client.release();
    } catch (IOException e) {
      // Closed by the caller.
    }
  }

  private static Outcome outcome(DimseStatus status) {
    int code = status.code();
    // What is sent under a UID is always the same: a duplicate came before.
    if (status.isSuccess() || status.isWarning() || code == DUPLICATE_INSTANCE) {
      return new Outcome.Accepted();
    }
    boolean passing =
        code == PROCESSING_FAILURE
            || code == RESOURCE_LIMITATION
            || code >> Byte.SIZE == OUT_OF_RESOURCES;
    String reason = "status " + status;
    return passing ? new Outcome.Unreachable(reason) : new Outcome.Refused(code, reason);
  }

  private static int dataSetStart(byte[] part10) throws IOException {
    if (part10.length < GROUP_LENGTH_END) {
      throw new IOException("no Part 10 file");
    }
    int rest = ByteBuffer.wrap(part10).order(ByteOrder.LITTLE_ENDIAN).getInt(GROUP_LENGTH_AT);
    if (rest < 0 || rest >= part10.length - GROUP_LENGTH_END) {
      throw new IOException("no Part 10 file");
    }
    return GROUP_LENGTH_END + rest;
  }
}
