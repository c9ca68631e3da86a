package dev.dermstream.dicom.association;

import java.io.IOException;

/** Serves associations. Thread-safe: each is served on a thread of its own. */
@FunctionalInterface
public interface AssociationHandler {
  /**
   * Serves an association until the peer releases it.
   *
   * @throws IOException as the association threw it; the peer is told where it can be
   */
  void serve(Association association) throws IOException;
}
