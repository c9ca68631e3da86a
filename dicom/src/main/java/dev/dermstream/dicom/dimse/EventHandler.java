package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AssociationInfo;
import java.io.IOException;

/** Takes events. Thread-safe. */
@FunctionalInterface
public interface EventHandler {
  /** The peer learns the status when this returns. */
  DimseStatus happened(AssociationInfo association, EventReport event) throws IOException;
}
