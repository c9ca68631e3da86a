package dev.dermstream.dicom.file;

import java.util.Locale;
import java.util.Optional;

/** Photometric interpretations that are read (PS3.3, C.7.6.3.1.2). */
public enum Photometric {
  MONOCHROME1(1),
  MONOCHROME2(1),
  PALETTE_COLOR(1),
  RGB(3),
  YBR_FULL(3),
  YBR_FULL_422(3),
  YBR_ICT(3),
  YBR_RCT(3);

  private final int samples;

  Photometric(int samples) {
    this.samples = samples;
  }

  /** Samples per pixel. */
  public int samples() {
    return samples;
  }

  /** Whether a sample is a shade of grey. */
  public boolean monochrome() {
    return this == MONOCHROME1 || this == MONOCHROME2;
  }

  static Optional<Photometric> of(String text) {
    String name = text.replace(' ', '_').toUpperCase(Locale.ROOT);
    for (Photometric known : values()) {
      if (known.name().equals(name) && text.equals(text.toUpperCase(Locale.ROOT))) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }
}
