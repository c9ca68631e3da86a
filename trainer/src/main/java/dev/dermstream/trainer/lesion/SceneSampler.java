package dev.dermstream.trainer.lesion;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws scenes at random: how a class may look is its {@link Presentation}; skin, light, hair and
 * framing vary alike for all classes, so that only the lesion tells them apart. Stateless and
 * thread-safe.
 */
public final class SceneSampler {

  private static final double HAIRLESS_CHANCE = 0.4;
  private static final int MOST_HAIRS = 14;

  /** Half the angle over which a camera is turned between two pictures of one lesion. */
  private static final double TURN = 0.7;

  /**
   * A scene of one of the 15 tumours.
   *
   * @param idCode 0 to 14
   * @param random the only source of chance: the same state gives the same scene
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public LesionScene sample(int idCode, RandomGenerator random) {
    LesionClass lesionClass = LesionClass.of(idCode);
    return sample(lesionClass, Presentation.of(lesionClass), random);
  }

  /**
   * A scene of a condition.
   *
   * @param random the only source of chance: the same state gives the same scene
   */
  public LesionScene sample(Condition condition, Presentation looks, RandomGenerator random) {
    Symmetry symmetry = pick(looks.symmetries(), random);
    List<Body> bodies = new BodyLayout(symmetry, random).bodies(looks);
    float sizeMm = readable(between(looks.smallestMm(), looks.largestMm(), random));
    float largest = 0;
    for (Body body : bodies) {
      largest = Math.max(largest, 2 * body.radius() * (float) Math.sqrt(body.aspect()));
    }
    SkinTone tone = pick(tones(looks.setting().darkest()), random);
    return new LesionScene(
        condition,
        looks.setting(),
        pick(looks.palettes(), random),
        pick(looks.borders(), random),
        symmetry,
        pick(looks.surfaces(), random),
        pick(looks.elevations(), random),
        looks.features(),
        bodies,
        sizeMm,
        sizeMm / largest,
        pick(looks.sites(), random),
        tone,
        skin(tone, random),
        hairs(random),
        tone.compareTo(SkinTone.III) <= 0 && random.nextInt(3) == 0 ? random.nextInt(2, 9) : 0,
        lighting(looks.setting().lens(), random),
        random.nextLong());
  }

  /**
   * The same lesion in another picture: turned and shifted a little, from another distance, in
   * another light, with other hairs across it.
   */
  public LesionScene anotherView(LesionScene scene, RandomGenerator random) {
    boolean upright = scene.setting().backdrop() == Backdrop.FACE;
    double angle = upright ? 0 : random.nextDouble(-TURN, TURN);
    float closer = between(0.85f, 1.15f, random);
    float x = upright ? 0 : between(-0.05f, 0.05f, random);
    float y = upright ? 0 : between(-0.05f, 0.05f, random);
    return scene
        .moved((float) StrictMath.cos(angle), (float) StrictMath.sin(angle), closer, x, y)
        .photographed(hairs(random), lighting(scene.setting().lens(), random), random.nextLong());
  }

  private static List<SkinTone> tones(SkinTone darkest) {
    return Arrays.stream(SkinTone.values()).filter(tone -> tone.compareTo(darkest) <= 0).toList();
  }

  private static int hairs(RandomGenerator random) {
    return random.nextDouble() < HAIRLESS_CHANCE ? 0 : random.nextInt(1, MOST_HAIRS + 1);
  }

  private static Rgb skin(SkinTone tone, RandomGenerator random) {
    Rgb variation =
        new Rgb(
            between(0.97f, 1.03f, random),
            between(0.95f, 1.04f, random),
            between(0.93f, 1.06f, random));
    return tone.colour().times(variation);
  }

  private static Lighting lighting(Lens lens, RandomGenerator random) {
    return switch (lens) {
      case PHOTOGRAPH -> fromTheSide(random);
      case DERMATOSCOPE ->
          new Lighting(
              0,
              0,
              1,
              0,
              between(0.9f, 1.08f, random),
              between(-0.04f, 0.05f, random),
              between(0.1f, 0.35f, random),
              0,
              between(0, 0.003f, random),
              between(0.003f, 0.01f, random));
    };
  }

  private static Lighting fromTheSide(RandomGenerator random) {
    double azimuth = random.nextDouble(2 * Math.PI);
    double height = random.nextDouble(0.75, 1.15);
    float flat = (float) StrictMath.cos(height);
    return new Lighting(
        flat * (float) StrictMath.cos(azimuth),
        flat * (float) StrictMath.sin(azimuth),
        (float) StrictMath.sin(height),
        between(0, 0.35f, random),
        between(0.84f, 1.06f, random),
        between(-0.05f, 0.07f, random),
        between(0, 0.3f, random),
        between(0.25f, 0.8f, random),
        between(0, 0.0045f, random),
        between(0.003f, 0.014f, random));
  }

  /** A size as it is written: whole millimetres, below 5 also halves. */
  private static float readable(float sizeMm) {
    return sizeMm < 5 ? Math.round(2 * sizeMm) / 2f : Math.round(sizeMm);
  }

  private static float between(float low, float high, RandomGenerator random) {
    return low + (high - low) * random.nextFloat();
  }

  private static <T> T pick(List<T> choices, RandomGenerator random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
