package dev.dermstream.dicom.dimse;

import java.io.IOException;

/**
 * Takes the data set of one object, without file meta information. Called by one thread. Either
 * {@link #finish} or {@link #abort} is the last call; abort also follows what throws.
 */
public interface StoreSink {
  /**
   * Takes bytes as they come. The peer's time runs meanwhile.
   *
   * @param bytes borrowed until this returns
   * @throws IOException the peer is told of a failure by a status; the association lives on
   */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /**
   * The object is whole. The peer learns the status when this returns: success promises that the
   * object will not be lost.
   */
  DimseStatus finish() throws IOException;

  /** The object will not become whole, or was too large. */
  void abort();

  /** Passes over an object that is not wanted. */
  static StoreSink refuse(DimseStatus why) {
    return new StoreSink() {
      @Override
      public void write(byte[] bytes, int offset, int length) {}

      @Override
      public DimseStatus finish() {
        return why;
      }

      @Override
      public void abort() {}
    };
  }
}
