package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.lesion.Rgb;

/**
 * What a section stained with haematoxylin and eosin shows at one place: haematoxylin makes nuclei
 * blue to purple, eosin everything else pink.
 */
enum Tissue {
  /** The slide beside the section. */
  GLASS(0xF4F0F4, 0, 0, 0, 1),
  /** The horny layer. */
  KERATIN(0xE0809E, 0, 0, 0, 1),
  /** A horny layer whose cells have kept their nuclei. */
  PARAKERATIN(0xD2708F, 20, 0.3f, 0.55f, 3.2f),
  EPIDERMIS(0xBE86B6, 28, 0.32f, 0.9f, 1),
  /** Epidermis with single large pale cells on their way up. */
  INVADED_EPIDERMIS(0xC896BD, 22, 0.4f, 0.6f, 1),
  DERMIS(0xEDB3C8, 15, 0.2f, 0.35f, 3),
  /** Round cells in a nest, all alike. */
  NEST(0xC7A0C2, 29, 0.3f, 0.95f, 1),
  /** Large cells of every shape, some with pigment. */
  SHEET(0xB08AAE, 18, 0.43f, 0.85f, 1.3f),
  /** Small dark cells close together. */
  BASALOID(0x8D6AAE, 36, 0.42f, 1, 1.2f),
  /** The row of cells at the edge of an island. */
  PALISADE(0x5F4291, 30, 0.45f, 1, 0.4f),
  /** The gap between an island and what is around it. */
  CLEFT(0xF0E6F0, 0, 0, 0, 1),
  /** Small keratinocytes, thicker than epidermis should be. */
  ACANTHOSIS(0xAD7FB4, 32, 0.36f, 0.95f, 1),
  /** A cyst full of horn in onion layers. */
  HORN(0xEBA0B4, 0, 0, 0, 1),
  /** Red cells in a vessel. */
  BLOOD(0xC94A50, 0, 0, 0, 1),
  ENDOTHELIUM(0xC79BC0, 18, 0.3f, 0.8f, 2.5f),
  /** Dermis with many lymphocytes. */
  INFLAMED(0xF0BFD2, 30, 0.26f, 0.3f, 1);

  private final Rgb colour;
  private final float nuclei;
  private final float nucleus;
  private final float share;
  private final float length;

  Tissue(int rgb, float nuclei, float nucleus, float share, float length) {
    colour = Rgb.of(rgb);
    this.nuclei = nuclei;
    this.nucleus = nucleus;
    this.share = share;
    this.length = length;
  }

  Rgb colour() {
    return colour;
  }

  /** Cells over one picture height; 0 where there are no nuclei. */
  float nuclei() {
    return nuclei;
  }

  /** Radius of a nucleus, in cells. */
  float nucleus() {
    return nucleus;
  }

  /** Share of the cells whose nucleus is in the section. */
  float share() {
    return share;
  }

  /** Length of a nucleus along the surface over its height. */
  float length() {
    return length;
  }
}
