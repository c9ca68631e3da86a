package dev.dermstream.trainer.lesion;

import java.util.ArrayList;
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
  private static final int PLACING_TRIES = 60;

  /**
   * A scene of a class.
   *
   * @param idCode 0 to 14
   * @param random the only source of chance: the same state gives the same scene
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public LesionScene sample(int idCode, RandomGenerator random) {
    LesionClass lesionClass = LesionClass.of(idCode);
    Presentation looks = Presentation.of(lesionClass);
    Symmetry symmetry = pick(looks.symmetries(), random);
    List<Body> bodies = bodies(looks, symmetry, random);
    float sizeMm = readable(between(looks.smallestMm(), looks.largestMm(), random));
    float largest = 0;
    for (Body body : bodies) {
      largest = Math.max(largest, 2 * body.radius() * (float) Math.sqrt(body.aspect()));
    }
    SkinTone tone = pick(List.of(SkinTone.values()), random);
    return new LesionScene(
        lesionClass,
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
        random.nextDouble() < HAIRLESS_CHANCE ? 0 : random.nextInt(1, MOST_HAIRS + 1),
        tone.compareTo(SkinTone.III) <= 0 && random.nextInt(3) == 0 ? random.nextInt(2, 9) : 0,
        lighting(random),
        random.nextLong());
  }

  private static List<Body> bodies(Presentation looks, Symmetry symmetry, RandomGenerator random) {
    int count = random.nextInt(looks.fewest(), looks.most() + 1);
    if (count == 1) {
      float reach = 0.12f;
      return List.of(
          body(
              between(-reach, reach, random),
              between(-reach, reach, random),
              between(0.19f, 0.31f, random),
              symmetry,
              random));
    }
    return scattered(count, symmetry, random);
  }

  /** Several small bodies, none touching another; as many as find a place. */
  private static List<Body> scattered(int count, Symmetry symmetry, RandomGenerator random) {
    float typical = between(0.075f, 0.115f, random);
    List<Body> placed = new ArrayList<>();
    for (int i = 0; i < PLACING_TRIES && placed.size() < count; i++) {
      float radius = typical * between(0.75f, 1.2f, random);
      Body next =
          body(
              between(-0.4f, 0.4f, random),
              between(-0.32f, 0.32f, random),
              radius,
              symmetry,
              random);
      if (placed.stream().noneMatch(body -> touch(body, next))) {
        placed.add(next);
      }
    }
    return placed;
  }

  private static boolean touch(Body a, Body b) {
    double distance = Math.hypot(a.centreX() - b.centreX(), a.centreY() - b.centreY());
    return distance < 1.3 * (a.radius() + b.radius());
  }

  private static Body body(
      float x, float y, float radius, Symmetry symmetry, RandomGenerator random) {
    double angle = random.nextDouble(2 * Math.PI);
    float least = 1 + (symmetry.longestAspect() - 1) * 0.3f;
    return new Body(
        x,
        y,
        radius,
        symmetry == Symmetry.SYMMETRIC
            ? between(1, symmetry.longestAspect(), random)
            : between(least, symmetry.longestAspect(), random),
        (float) StrictMath.cos(angle),
        (float) StrictMath.sin(angle),
        random.nextLong());
  }

  private static Rgb skin(SkinTone tone, RandomGenerator random) {
    Rgb variation =
        new Rgb(
            between(0.97f, 1.03f, random),
            between(0.95f, 1.04f, random),
            between(0.93f, 1.06f, random));
    return tone.colour().times(variation);
  }

  private static Lighting lighting(RandomGenerator random) {
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
