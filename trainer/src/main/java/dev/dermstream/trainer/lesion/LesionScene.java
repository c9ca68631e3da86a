package dev.dermstream.trainer.lesion;

import java.util.List;
import java.util.Set;

/**
 * Everything that is drawn in one picture. Immutable.
 *
 * @param condition the class that is shown; the painter does not look at it
 * @param setting how it is placed and photographed
 * @param colours main colour first; the rest mottle it
 * @param features the distinguishing marks
 * @param bodies the lesion's parts: one, or several alike
 * @param sizeMm largest diameter of the largest body, in millimetres
 * @param fieldMm height of the picture, in millimetres
 * @param skin the skin's own colour, after its variation within the tone
 * @param hairs number of hairs that cross the picture
 * @param freckles number of faint freckles beside the lesion
 * @param lighting light and camera
 * @param texture seed of skin texture, hair, freckles and sensor noise
 */
public record LesionScene(
    Condition condition,
    Setting setting,
    List<LesionColour> colours,
    Border border,
    Symmetry symmetry,
    Surface surface,
    Elevation elevation,
    Set<Feature> features,
    List<Body> bodies,
    float sizeMm,
    float fieldMm,
    BodySite site,
    SkinTone skinTone,
    Rgb skin,
    int hairs,
    int freckles,
    Lighting lighting,
    long texture) {

  public LesionScene {
    colours = List.copyOf(colours);
    features = Set.copyOf(features);
    bodies = List.copyOf(bodies);
  }

  /** The colour that most of the lesion has. */
  public LesionColour mainColour() {
    return colours.getFirst();
  }

  /** The same skin and light without the lesion. */
  LesionScene healthy() {
    return copy(setting, site, skinTone, skin, List.of(), fieldMm, hairs, lighting, texture);
  }

  /** The same scene in another light, or by another camera. */
  LesionScene with(Lighting other) {
    return copy(setting, site, skinTone, skin, bodies, fieldMm, hairs, other, texture);
  }

  /**
   * The lesion turned about the picture's middle, then brought closer, then shifted.
   *
   * @param cosine of the angle; {@code sine} is its sine
   * @param closer factor of all lengths in the picture
   * @param x shift to the right, in picture heights; {@code y} down
   */
  public LesionScene moved(float cosine, float sine, float closer, float x, float y) {
    List<Body> moved = bodies.stream().map(body -> body.moved(cosine, sine, closer, x, y)).toList();
    return copy(setting, site, skinTone, skin, moved, fieldMm / closer, hairs, lighting, texture);
  }

  /** The same lesion with other hairs, in another light, on another stretch of the skin. */
  LesionScene photographed(int otherHairs, Lighting otherLighting, long otherTexture) {
    return copy(
        setting, site, skinTone, skin, bodies, fieldMm, otherHairs, otherLighting, otherTexture);
  }

  /** The same skin in a wide picture without the lesion. */
  public LesionScene wide(Backdrop backdrop, float otherFieldMm) {
    Setting other = new Setting(setting.arrangement(), backdrop, setting.lens(), setting.darkest());
    return copy(other, site, skinTone, skin, List.of(), otherFieldMm, hairs, lighting, texture);
  }

  /** The same lesion on the skin, at the site and in the light of another scene. */
  public LesionScene onSkinOf(LesionScene other) {
    return copy(
        setting,
        other.site,
        other.skinTone,
        other.skin,
        bodies,
        other.fieldMm,
        other.hairs,
        other.lighting,
        texture);
  }

  private LesionScene copy(
      Setting otherSetting,
      BodySite otherSite,
      SkinTone otherTone,
      Rgb otherSkin,
      List<Body> otherBodies,
      float otherFieldMm,
      int otherHairs,
      Lighting otherLighting,
      long otherTexture) {
    return new LesionScene(
        condition,
        otherSetting,
        colours,
        border,
        symmetry,
        surface,
        elevation,
        features,
        otherBodies,
        sizeMm,
        otherFieldMm,
        otherSite,
        otherTone,
        otherSkin,
        otherHairs,
        freckles,
        otherLighting,
        otherTexture);
  }

  /** The smallest box around all bodies in a picture of the given size, cut at its edges. */
  public BoundingBox boundingBox(int width, int height) {
    return BoundingBox.around(this, width, height);
  }
}
