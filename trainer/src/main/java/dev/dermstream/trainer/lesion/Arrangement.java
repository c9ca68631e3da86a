package dev.dermstream.trainer.lesion;

/** Where the bodies of a lesion lie in the picture. */
public enum Arrangement {
  /** One near the middle, or a few that do not touch. */
  APART,
  /** Many small ones all over the picture. */
  STREWN,
  /** Many small ones that gather left and right of the middle. */
  GATHERED,
  /** Two large ones left and right of the middle, alike. */
  MIRRORED,
  /** One nearly as high as the picture. */
  FILLING
}
