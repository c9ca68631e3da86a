package dev.dermstream.node.image;

/**
 * What the markers of a JPEG say.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param componentIds identifiers of the 1, 3 or 4 components
 * @param samplingFactors of the components, {@code horizontal << 4 | vertical}
 * @param jfif whether there is a JFIF marker
 * @param adobeTransform colour transform of an Adobe marker, or {@link #NO_ADOBE}
 * @param orientation EXIF orientation, 1 to 8
 * @param stream the JPEG without its application and comment segments: only what decodes the pixels
 *     is handed on, so no colour profile, thumbnail or text reaches the decoder
 */
@SuppressWarnings("ArrayRecordComponent") // Passed within the package, compared nowhere.
record JpegStructure(
    int width,
    int height,
    int[] componentIds,
    int[] samplingFactors,
    boolean jfif,
    int adobeTransform,
    int orientation,
    byte[] stream) {
  static final int NO_ADOBE = -1;

  /** How the components of a JPEG become colours. */
  enum ColorModel {
    GREY,
    RGB,
    YCC,
    /** Both inverted, as Adobe writes them. */
    CMYK,
    YCCK
  }

  /** The rules of the IJG library; where it would guess, this refuses. */
  ColorModel colorModel() throws RefusedImageException {
    if (componentIds.length == 1) {
      return ColorModel.GREY;
    }
    if (componentIds.length == 3) {
      return !jfif && (adobeTransform == 0 || (adobeTransform == NO_ADOBE && namedRgb()))
          ? ColorModel.RGB
          : ColorModel.YCC;
    }
    if (adobeTransform == NO_ADOBE) {
      throw RefusedImageException.unsupported(
          "The JPEG has four colour components and does not say which; send RGB.");
    }
    return adobeTransform == 2 ? ColorModel.YCCK : ColorModel.CMYK;
  }

  /** Whether the three components are named for red, green and blue, whatever they are. */
  boolean namedRgb() {
    return componentIds.length == 3
        && componentIds[0] == 'R'
        && componentIds[1] == 'G'
        && componentIds[2] == 'B';
  }
}
