package dev.dermstream.trainer.lesion;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Places the bodies of one lesion, by {@link Arrangement}. */
final class BodyLayout {
  private static final int PLACING_TRIES = 60;
  private static final int TRIES_OF_EACH = 12;

  private final Symmetry symmetry;
  private final RandomGenerator random;

  BodyLayout(Symmetry symmetry, RandomGenerator random) {
    this.symmetry = symmetry;
    this.random = random;
  }

  List<Body> bodies(Presentation looks) {
    int count = random.nextInt(looks.fewest(), looks.most() + 1);
    return switch (looks.setting().arrangement()) {
      case APART -> count == 1 ? List.of(single(0.12f, 0.19f, 0.31f)) : apart(count);
      case STREWN -> strewn(count);
      case GATHERED -> gathered(count);
      case MIRRORED -> mirrored(count);
      case FILLING -> List.of(single(0.05f, 0.32f, 0.41f));
    };
  }

  private Body single(float shift, float smallest, float largest) {
    return body(
        between(-shift, shift), between(-shift, shift), between(smallest, largest), symmetry);
  }

  /** Several small bodies, none touching another; as many as find a place. */
  private List<Body> apart(int count) {
    float typical = between(0.075f, 0.115f);
    List<Body> placed = new ArrayList<>();
    for (int i = 0; i < PLACING_TRIES && placed.size() < count; i++) {
      float radius = typical * between(0.75f, 1.2f);
      place(placed, 1.3, body(between(-0.4f, 0.4f), between(-0.32f, 0.32f), radius, symmetry));
    }
    return placed;
  }

  private List<Body> strewn(int count) {
    float typical = between(0.02f, 0.032f);
    List<Body> placed = new ArrayList<>();
    for (int i = 0; i < TRIES_OF_EACH * count && placed.size() < count; i++) {
      float radius = typical * between(0.45f, 1.6f);
      place(placed, 1.15, body(between(-0.6f, 0.6f), between(-0.45f, 0.45f), radius, symmetry));
    }
    return placed;
  }

  private List<Body> gathered(int count) {
    float typical = between(0.022f, 0.033f);
    float apart = between(0.27f, 0.34f);
    float height = between(-0.04f, 0.08f);
    List<Body> placed = new ArrayList<>();
    for (int i = 0; i < TRIES_OF_EACH * count && placed.size() < count; i++) {
      float side = placed.size() % 2 == 0 ? apart : -apart;
      float x = side + 0.08f * (float) random.nextGaussian();
      float y = height + 0.1f * (float) random.nextGaussian();
      place(placed, 0.95, body(x, y, typical * between(0.6f, 1.4f), symmetry));
    }
    return placed;
  }

  /** Patches of both cheeks, and of the upper lip. */
  private List<Body> mirrored(int count) {
    Body left =
        body(
            -between(0.27f, 0.34f),
            between(-0.02f, 0.1f),
            between(0.15f, 0.21f),
            Symmetry.SLIGHTLY_ASYMMETRIC);
    Body right =
        new Body(
            -left.centreX(),
            left.centreY() + between(-0.02f, 0.02f),
            left.radius() * between(0.95f, 1.05f),
            left.aspect(),
            -left.cosine(),
            left.sine(),
            random.nextLong());
    List<Body> bodies = new ArrayList<>(List.of(left, right));
    if (count > 2) {
      bodies.add(
          new Body(0, between(0.39f, 0.43f), between(0.06f, 0.09f), 3f, 1, 0, random.nextLong()));
    }
    return bodies;
  }

  private static void place(List<Body> placed, double distance, Body next) {
    if (placed.stream()
        .noneMatch(body ->
            Math.hypot(body.centreX() - next.centreX(), body.centreY() - next.centreY())
                < distance * (body.radius() + next.radius()))) {
      placed.add(next);
    }
  }

  private Body body(float x, float y, float radius, Symmetry shape) {
    double angle = random.nextDouble(2 * Math.PI);
    float least = 1 + (shape.longestAspect() - 1) * 0.3f;
    return new Body(
        x,
        y,
        radius,
        shape == Symmetry.SYMMETRIC
            ? between(1, shape.longestAspect())
            : between(least, shape.longestAspect()),
        (float) StrictMath.cos(angle),
        (float) StrictMath.sin(angle),
        random.nextLong());
  }

  private float between(float low, float high) {
    return low + (high - low) * random.nextFloat();
  }
}
