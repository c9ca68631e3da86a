package dev.dermstream.trainer.lesion;

/** What the picture is taken through. */
public enum Lens {
  /** A camera at some distance. */
  PHOTOGRAPH,
  /** A dermatoscope on the skin: magnified, polarised light without highlights, a round field. */
  DERMATOSCOPE
}
