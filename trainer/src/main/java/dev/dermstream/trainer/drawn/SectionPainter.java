package dev.dermstream.trainer.drawn;

import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.lesion.Noise;
import dev.dermstream.trainer.lesion.Rgb;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Paints a section as a microscope shows it. Every pixel is the mean of four places, each coloured
 * by its {@link Tissue}: fibres and layers by noise, nuclei as the cells of a jittered grid.
 */
final class SectionPainter {
  private static final Rgb NUCLEUS = Rgb.of(0x46306E);
  private static final Rgb PIGMENT = Rgb.of(0x5A3A22);
  private static final Rgb PUS = Rgb.of(0x3A2A66);
  private static final int SAMPLES = 2;

  private final SectionPlan plan;
  private final Noise noise;
  private final Noise grid;
  private final Noise.Cell cell = new Noise.Cell();
  private final Rgb stain;
  private final float sign;
  private final float contrast;
  private final long grain;

  SectionPainter(ModalityCondition condition, RandomGenerator random) {
    plan = new SectionPlan(condition, random);
    noise = new Noise(random.nextLong());
    grid = new Noise(random.nextLong());
    stain =
        new Rgb(
            0.95f + 0.08f * random.nextFloat(),
            0.93f + 0.1f * random.nextFloat(),
            0.94f + 0.09f * random.nextFloat());
    sign = random.nextBoolean() ? 1 : -1;
    contrast = 0.85f + 0.3f * random.nextFloat();
    grain = random.nextLong();
  }

  RgbImage paint(int width, int height) {
    byte[] rgb = new byte[RgbImage.CHANNELS * width * height];
    float[] sum = new float[RgbImage.CHANNELS];
    SplittableRandom sensor = new SplittableRandom(grain);
    for (int row = 0, out = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        sum[0] = sum[1] = sum[2] = 0;
        for (int sample = 0; sample < SAMPLES * SAMPLES; sample++) {
          int right = sample % SAMPLES;
          int down = sample / SAMPLES;
          float x = (column + (right + 0.5f) / SAMPLES - width / 2f) / height;
          float y = (row + (down + 0.5f) / SAMPLES) / height - 0.5f;
          add(sum, colour(sign * x, y));
        }
        float noisy = 0.012f * (float) sensor.nextGaussian();
        for (float channel : sum) {
          float light = (channel / (SAMPLES * SAMPLES) - 0.7f) * contrast + 0.7f + noisy;
          rgb[out++] = (byte) Math.clamp(Math.round(255 * light), 0, 255);
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private void add(float[] sum, Rgb colour) {
    sum[0] += colour.red() * stain.red();
    sum[1] += colour.green() * stain.green();
    sum[2] += colour.blue() * stain.blue();
  }

  private Rgb colour(float x, float y) {
    Tissue tissue = plan.at(x, y);
    Rgb ground = ground(tissue, x, y);
    if (tissue.nuclei() == 0) {
      return ground;
    }
    float cells = tissue.nuclei();
    grid.cell(x * cells / tissue.length(), y * cells, cell);
    if (cell.mark > 2 * tissue.share() - 1) {
      return ground;
    }
    boolean uneven = tissue == Tissue.SHEET || tissue == Tissue.INVADED_EPIDERMIS;
    float radius = tissue.nucleus() * (uneven ? 1 + 0.5f * cell.mark : 1);
    float inside = Math.clamp((radius - cell.nearest) / (0.35f * radius), 0f, 1f);
    return ground.mix(NUCLEUS, 0.92f * inside);
  }

  private Rgb ground(Tissue tissue, float x, float y) {
    Rgb colour = tissue.colour();
    return switch (tissue) {
      case GLASS, CLEFT, NEST, BASALOID, PALISADE, ACANTHOSIS, ENDOTHELIUM -> colour;
      case EPIDERMIS, INVADED_EPIDERMIS -> colour.times(1 + 0.05f * noise.at(9 * x, 9 * y));
      case DERMIS, INFLAMED -> fibres(colour, x, y);
      case KERATIN -> layers(colour, x, y);
      case PARAKERATIN -> {
        float abscess = noise.at(7 * x + 40, 12 * y);
        yield layers(colour, x, y).mix(PUS, abscess > 0.6f ? 0.75f : 0);
      }
      case SHEET -> {
        float pigment = noise.rough(11 * x, 11 * y + 30);
        yield colour.mix(PIGMENT, pigment > 0.35f ? 0.8f : 0);
      }
      case HORN -> {
        float rings = noise.at(34 * x, 34 * y) + noise.at(60 * x, 15 * y);
        yield colour.mix(Rgb.of(0xF8EDF2), Math.clamp(0.4f + 0.6f * rings, 0f, 1f));
      }
      case BLOOD ->
          colour.mix(Rgb.of(0xE79A98), Math.clamp(0.9f * noise.at(45 * x, 45 * y), 0f, 1f));
    };
  }

  /** Bundles of collagen with gaps between them. */
  private Rgb fibres(Rgb colour, float x, float y) {
    float wave = 0.05f * noise.at(4 * x, 4 * y);
    float bundle = noise.at(8 * x, 34 * (y + wave));
    return colour
        .mix(Rgb.of(0xFBEFF3), Math.clamp(0.55f * bundle, 0f, 1f))
        .mix(Rgb.of(0xDB8CAB), Math.clamp(-0.45f * bundle, 0f, 1f));
  }

  private Rgb layers(Rgb colour, float x, float y) {
    float layer = noise.at(5 * x, 90 * (y + 0.03f * noise.at(3 * x, 1.5f)));
    return colour.mix(Rgb.of(0xFAEAF0), Math.clamp(0.6f * layer, 0f, 1f));
  }
}
