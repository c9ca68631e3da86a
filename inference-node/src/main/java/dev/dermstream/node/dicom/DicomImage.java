package dev.dermstream.node.dicom;

/**
 * The picture in a DICOM file, described but not yet decoded (Image Pixel module, PS3.3 C.7.6.3).
 *
 * @param jpeg whether the pixels are a JPEG stream; otherwise they are native, 8 bits per sample
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param photometric how samples become colours
 * @param planar native colour pixels plane by plane rather than pixel by pixel
 */
public record DicomImage(
    boolean jpeg,
    int width,
    int height,
    Photometric photometric,
    boolean planar,
    PixelData pixelData) {

  /** The photometric interpretations that are read here. */
  public enum Photometric {
    MONOCHROME1(1),
    MONOCHROME2(1),
    RGB(3),
    YBR_FULL(3),
    YBR_FULL_422(3);

    private final int samples;

    Photometric(int samples) {
      this.samples = samples;
    }

    /** Samples per pixel. */
    public int samples() {
      return samples;
    }
  }
}
