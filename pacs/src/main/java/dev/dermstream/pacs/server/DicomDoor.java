package dev.dermstream.pacs.server;

import dev.dermstream.dicom.association.AssociationLimits;
import dev.dermstream.dicom.association.AssociationListener;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.AssociationService;
import dev.dermstream.dicom.association.KnownTitles;
import dev.dermstream.dicom.association.Timeouts;
import dev.dermstream.dicom.association.Tls;
import dev.dermstream.dicom.dimse.DimseHandlers;
import dev.dermstream.dicom.dimse.DimseLimits;
import dev.dermstream.dicom.dimse.DimseService;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.pacs.dimse.StorageClasses;
import dev.dermstream.pacs.dimse.StoreDoor;
import dev.dermstream.pacs.ledger.MemoryBudget;
import dev.dermstream.pacs.ledger.Reception;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;

/** The DICOM port, wired. */
final class DicomDoor {
  private DicomDoor() {}

  static AssociationServer open(
      PacsConfig config,
      Reception reception,
      MemoryBudget memory,
      DicomLimits limits,
      AssociationListener listener,
      Optional<Tls> tls)
      throws IOException {
    DicomConfig dicom = config.dicom();
    int maxObject = config.reception().maxObjectBytes();
    StoreDoor store = new StoreDoor(reception, memory, maxObject, limits, dicom.statAeTitles());
    DimseLimits usual = DimseLimits.usual();
    return AssociationServer.start(
        new InetSocketAddress(dicom.host(), dicom.port()),
        new AssociationService(
            new AssociationLimits(
                dicom.maxPduBytes(),
                dicom.maxAssociations(),
                dicom.maxAssociationsPerPeer(),
                Timeouts.usual(),
                config.drainTimeout()),
            new KnownTitles(Set.of(dicom.aeTitle()), dicom.callingAeTitles()),
            new StorageClasses(),
            new DimseService(
                DimseHandlers.NONE.withStore(store),
                new DimseLimits(maxObject, usual.maxInformationBytes(), usual.maxCommandBytes())),
            listener,
            tls));
  }
}
