package dev.dermstream.trainer.lesion;

import com.google.errorprone.annotations.Immutable;

/**
 * How a lesion is placed and photographed, as far as its class decides it.
 *
 * @param darkest the darkest skin on which its colours still show
 */
@Immutable
public record Setting(Arrangement arrangement, Backdrop backdrop, Lens lens, SkinTone darkest) {

  /** A close photograph of plain skin of any tone. */
  public static final Setting CLOSE_UP =
      new Setting(Arrangement.APART, Backdrop.SKIN, Lens.PHOTOGRAPH, SkinTone.VI);

  /** In the round field of a dermatoscope. */
  public static final Setting DERMOSCOPY =
      new Setting(Arrangement.FILLING, Backdrop.SKIN, Lens.DERMATOSCOPE, SkinTone.IV);
}
