package dev.dermstream.dicom.dimse;

import java.io.IOException;

/** Takes objects. Thread-safe: associations store at the same time. */
@FunctionalInterface
public interface StoreHandler {
  /**
   * Says where an object goes, before its first byte.
   *
   * @return {@link StoreSink#refuse} if it is not wanted
   * @throws IOException the peer is told of a failure by a status
   */
  StoreSink begin(StoreRequest request) throws IOException;
}
