package dev.dermstream.trainer.lesion;

import com.google.errorprone.annotations.Immutable;

/**
 * A colour in sRGB, each channel nominally 0 to 1; light may push it beyond until it is exposed.
 */
@Immutable
public record Rgb(float red, float green, float blue) {

  /** From {@code 0xRRGGBB}. */
  public static Rgb of(int hex) {
    return new Rgb((hex >> 16 & 255) / 255f, (hex >> 8 & 255) / 255f, (hex & 255) / 255f);
  }

  /** Towards another colour: 0 leaves this one, 1 gives the other. */
  public Rgb mix(Rgb other, float share) {
    return new Rgb(
        red + (other.red - red) * share,
        green + (other.green - green) * share,
        blue + (other.blue - blue) * share);
  }

  Rgb times(Rgb other) {
    return new Rgb(red * other.red, green * other.green, blue * other.blue);
  }

  /** Every channel times the factor. */
  public Rgb times(float factor) {
    return new Rgb(red * factor, green * factor, blue * factor);
  }

  Rgb over(Rgb other) {
    return new Rgb(red / other.red, green / other.green, blue / other.blue);
  }
}
