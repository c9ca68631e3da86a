package dev.dermstream.pacs.dimse;

import dev.dermstream.dicom.dimse.DimseStatus;
import dev.dermstream.dicom.dimse.StoreHandler;
import dev.dermstream.dicom.dimse.StoreRequest;
import dev.dermstream.dicom.dimse.StoreSink;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.FileMeta;
import dev.dermstream.pacs.ledger.Door;
import dev.dermstream.pacs.ledger.MemoryBudget;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.Reception;
import dev.dermstream.pacs.ledger.Terms;
import dev.dermstream.v1.Lane;
import java.util.Optional;
import java.util.Set;

/** Takes objects by C-STORE and answers when they are on the disk. Thread-safe. */
public final class StoreDoor implements StoreHandler {
  private static final Terms STAT = new Terms(Lane.LANE_STAT, Optional.empty(), Optional.empty());

  private final Reception reception;
  private final MemoryBudget memory;
  private final int maxObjectBytes;
  private final DicomLimits limits;
  private final Set<String> urgent;

  /**
   * @param memory that all objects share which are being received
   * @param maxObjectBytes largest Part 10 file
   * @param urgent AE titles whose objects go before all others
   */
  public StoreDoor(
      Reception reception,
      MemoryBudget memory,
      int maxObjectBytes,
      DicomLimits limits,
      Set<String> urgent) {
    this.reception = reception;
    this.memory = memory;
    this.maxObjectBytes = maxObjectBytes;
    this.limits = limits;
    this.urgent = Set.copyOf(urgent);
  }

  @Override
  public StoreSink begin(StoreRequest request) {
    byte[] meta =
        FileMeta.bytes(request.sopClass(), request.sopInstance(), request.transferSyntax());
    ObjectBuffer buffer = new ObjectBuffer(memory, maxObjectBytes);
    if (!buffer.append(meta, 0, meta.length)) {
      buffer.close();
      return StoreSink.refuse(DimseStatus.OUT_OF_RESOURCES.with("Too much is being received"));
    }
    String peer = request.association().callingAeTitle();
    return new StoreReceiving(
        reception,
        new Origin(Door.DIMSE, peer),
        urgent.contains(peer) ? STAT : Terms.ROUTINE,
        request,
        limits,
        buffer);
  }
}
