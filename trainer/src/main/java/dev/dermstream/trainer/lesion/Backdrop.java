package dev.dermstream.trainer.lesion;

/** What else is in the picture. */
public enum Backdrop {
  /** Skin alone. */
  SKIN,
  /** The middle of a face: nose and closed eyes. */
  FACE,
  /** A deep fold, as in the groin. */
  FOLD,
  /** A cloth that covers one side. */
  CLOTH
}
