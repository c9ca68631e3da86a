package dev.dermstream.dicom.codec;

/** What a codec process decodes. */
public enum Codec {
  /** JPEG 2000 and its high-throughput form, by OpenJPEG. */
  JPEG_2000("JPEG 2000"),
  /** JPEG-LS, by CharLS. */
  JPEG_LS("JPEG-LS");

  private final String title;

  Codec(String title) {
    this.title = title;
  }

  /** As one says it. */
  public String title() {
    return title;
  }
}
