package dev.dermstream.pacs.dimse;

import dev.dermstream.dicom.dimse.DimseStatus;
import dev.dermstream.dicom.dimse.StoreRequest;
import dev.dermstream.dicom.dimse.StoreSink;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.ObjectIdentity;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.Receipt;
import dev.dermstream.pacs.ledger.Reception;
import dev.dermstream.pacs.ledger.Terms;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One object on its way from an association to the log. */
final class StoreReceiving implements StoreSink {
  private static final Logger log = LoggerFactory.getLogger(StoreReceiving.class);

  private final Reception reception;
  private final Origin origin;
  private final Terms terms;
  private final StoreRequest request;
  private final DicomLimits limits;
  private final ObjectBuffer buffer;
  private boolean full;

  StoreReceiving(
      Reception reception,
      Origin origin,
      Terms terms,
      StoreRequest request,
      DicomLimits limits,
      ObjectBuffer buffer) {
    this.reception = reception;
    this.origin = origin;
    this.terms = terms;
    this.request = request;
    this.limits = limits;
    this.buffer = buffer;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (!full && !buffer.append(bytes, offset, length)) {
      full = true;
      buffer.close();
    }
  }

  @Override
  public DimseStatus finish() {
    try (buffer) {
      if (full) {
        return DimseStatus.OUT_OF_RESOURCES.with("Too large, or too much is being received");
      }
      byte[] part10 = buffer.toByteArray();
      if (!isAnnounced(part10)) {
        return DimseStatus.DATA_SET_MISMATCH.with("UIDs of message and object differ");
      }
      return status(reception.receive(origin, terms, part10));
    } catch (DicomException e) {
      return refused(e);
    } catch (IOException e) {
      log.error(
          "An object from {} could not be stored; it is told to send it again", origin.peer(), e);
      return DimseStatus.OUT_OF_RESOURCES.with("The log cannot be written");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DimseStatus.OUT_OF_RESOURCES.with("The edge is closing");
    }
  }

  private DimseStatus status(Reception.Reply reply) {
    return switch (reply) {
      case Reception.Refused(DicomException fault) -> refused(fault);
      case Reception.Stored(Receipt receipt, _) ->
          receipt.standing() == Receipt.Standing.CONFLICT
              ? DimseStatus.CANNOT_UNDERSTAND.with("SOP Instance UID came before with other bytes")
              : DimseStatus.SUCCESS;
    };
  }

  /** What would be stored under another UID than its sender means is not stored. */
  private boolean isAnnounced(byte[] part10) throws DicomException, IOException {
    try (DicomFile file = DicomFile.open(new ByteArrayInputStream(part10), limits)) {
      ObjectIdentity identity = file.identity();
      return identity.sopInstance().equals(request.sopInstance())
          && identity.sopClass().equals(request.sopClass());
    }
  }

  private static DimseStatus refused(DicomException fault) {
    String place = fault.tag() == 0 ? "" : " " + Tag.text(fault.tag());
    return fault.fault() == DicomFault.TOO_LARGE
        ? DimseStatus.OUT_OF_RESOURCES.with(fault.code() + place)
        : DimseStatus.CANNOT_UNDERSTAND.with(fault.code() + place);
  }

  @Override
  public void abort() {
    buffer.close();
  }
}
