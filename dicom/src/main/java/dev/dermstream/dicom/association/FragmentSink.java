package dev.dermstream.dicom.association;

/** Takes the bytes of a fragment as they come. */
@FunctionalInterface
public interface FragmentSink {
  /**
   * @param bytes borrowed until this returns
   * @throws AssociationException ends the association
   */
  void write(byte[] bytes, int offset, int length) throws AssociationException;
}
