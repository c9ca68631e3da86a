package dev.dermstream.dicom.association;

import java.io.IOException;

/** Takes the bytes of a fragment as they come. */
@FunctionalInterface
public interface FragmentSink {
  /**
   * @param bytes borrowed until this returns
   * @throws IOException ends the association
   */
  void write(byte[] bytes, int offset, int length) throws IOException;
}
