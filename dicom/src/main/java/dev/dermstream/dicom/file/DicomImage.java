package dev.dermstream.dicom.file;

/**
 * The picture in a DICOM file, described but not yet decoded (Image Pixel module, PS3.3 C.7.6.3).
 *
 * @param columns width, at least 1
 * @param rows height, at least 1
 * @param photometric how samples become colours
 * @param planar native or run-length coded colours lie plane by plane rather than pixel by pixel
 * @param bitsAllocated 8 or 16
 * @param bitsStored 1 to {@code bitsAllocated}, the low ones
 * @param signed whether samples are in two's complement
 * @param frames how many pictures there are, at least 1
 * @param frame the one that is read, from 1: the representative frame if the file names one, else
 *     the first
 * @param attributes lookup tables, windows and what else was kept
 */
public record DicomImage(
    TransferSyntax syntax,
    int columns,
    int rows,
    Photometric photometric,
    boolean planar,
    int bitsAllocated,
    int bitsStored,
    boolean signed,
    int frames,
    int frame,
    DataSet attributes) {
  private static final int BYTE = 8;

  /** Samples of a pixel. */
  public int samples() {
    return photometric.samples();
  }

  /** Bytes of a sample in memory, 1 or 2. */
  public int sampleBytes() {
    return bitsAllocated / BYTE;
  }

  /** Pixels of a frame. */
  public long pixels() {
    return (long) columns * rows;
  }

  /** Bytes of a frame that is not compressed. */
  public long nativeBytes() {
    // 4:2:2 has one pair of colour samples for two pixels.
    int samplesStored =
        photometric == Photometric.YBR_FULL_422
                && syntax.coding() == TransferSyntax.PixelCoding.NATIVE
            ? 2
            : samples();
    return pixels() * samplesStored * sampleBytes();
  }
}
