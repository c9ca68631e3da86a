package dev.dermstream.node.image;

/** The image formats that are read. */
public enum ImageFormat {
  JPEG,
  PNG,
  DICOM
}
