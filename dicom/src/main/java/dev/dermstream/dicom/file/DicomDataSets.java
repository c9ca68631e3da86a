package dev.dermstream.dicom.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Data sets as they travel in messages: without preamble and file meta information. */
public final class DicomDataSets {
  private DicomDataSets() {}

  /**
   * Reads a data set to its end, or to its pixel data.
   *
   * @param in left open
   * @param transferSyntax UID of how it is written
   * @param limits of which that on pixels does not matter here
   * @param wanted tags of the attributes that are kept, sequences with all that is in them; in
   *     implicit VR a sequence of known length is one only if its tag is among those of {@link Tag}
   * @throws DicomException what is wrong, with tag and offset
   * @throws IOException if the stream itself fails
   */
  public static DataSet read(
      InputStream in, String transferSyntax, DicomLimits limits, Set<Integer> wanted)
      throws DicomException, IOException {
    TransferSyntax syntax =
        TransferSyntax.of(transferSyntax)
            .orElseThrow(() ->
                new DicomException(
                    DicomFault.UNSUPPORTED_TRANSFER_SYNTAX,
                    "The DICOM transfer syntax %s is not read"
                        .formatted(TransferSyntax.describe(transferSyntax))));
    try (DicomInput input = new DicomInput(in)) {
      if (syntax == TransferSyntax.DEFLATED) {
        input.inflate(limits.maxInflationRatio());
      }
      input.setBigEndian(syntax.bigEndian());
      DataSet read = new DataSet(syntax.bigEndian());
      new DataSetReader(input, limits, wanted::contains).readToPixels(read, syntax.explicit());
      return read;
    }
  }
}
