package dev.dermstream.trainer.lesion;

import java.util.List;
import java.util.Set;

/**
 * Everything that is drawn in one picture. Immutable.
 *
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
    LesionClass lesionClass,
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
    return with(List.of(), lighting);
  }

  /** The same scene in another light, or by another camera. */
  LesionScene with(Lighting other) {
    return with(bodies, other);
  }

  private LesionScene with(List<Body> otherBodies, Lighting otherLighting) {
    return new LesionScene(
        lesionClass,
        colours,
        border,
        symmetry,
        surface,
        elevation,
        features,
        otherBodies,
        sizeMm,
        fieldMm,
        site,
        skinTone,
        skin,
        hairs,
        freckles,
        otherLighting,
        texture);
  }

  /** The smallest box around all bodies in a picture of the given size, cut at its edges. */
  public BoundingBox boundingBox(int width, int height) {
    return BoundingBox.around(this, width, height);
  }
}
