package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.lesion.Noise;
import java.util.random.RandomGenerator;

/**
 * Where which tissue lies in a section through a lesion, perpendicular to the surface. Lengths are
 * in picture heights from the picture's middle, x to the right, y into the depth.
 */
final class SectionPlan {
  private final ModalityCondition condition;
  private final Noise noise;
  private final Noise other;
  private final Noise.Cell cell = new Noise.Cell();
  private final float surface;
  private final float size;
  private final float reach;

  SectionPlan(ModalityCondition condition, RandomGenerator random) {
    this.condition = condition;
    noise = new Noise(random.nextLong());
    other = new Noise(random.nextLong());
    surface = -0.38f + 0.06f * random.nextFloat();
    size = 0.88f + 0.24f * random.nextFloat();
    reach = 0.85f + 0.3f * random.nextFloat();
  }

  Tissue at(float x, float y) {
    return switch (condition) {
      case MELANOCYTIC_NEVUS -> nevus(x, y);
      case MALIGNANT_MELANOMA -> melanoma(x, y);
      case BASAL_CELL_CARCINOMA -> carcinoma(x, y);
      case SEBORRHEIC_KERATOSIS -> keratosis(x, y);
      case HEMANGIOMA -> hemangioma(x, y);
      case PSORIASIS -> psoriasis(x, y);
    };
  }

  /** Nests of round cells at the junction and below it, smaller with depth. */
  private Tissue nevus(float x, float y) {
    float depth = y - skinSurface(x);
    float junction = 0.1f + 0.035f * ridges(x, 5.5f);
    if (depth > 0.06f) {
      float warp = 0.3f * other.at(5 * x, 5 * y);
      noise.cell(x * 6.2f * size + warp, y * 6.2f * size - warp, cell);
      float nest = 0.47f - 0.3f * depth - 0.18f * Math.max(0, Math.abs(x) - 0.35f * reach) / 0.15f;
      if (cell.nearest < nest && depth < 0.62f * reach) {
        return Tissue.NEST;
      }
    }
    return skin(depth, junction, Tissue.KERATIN, 0.022f, Tissue.EPIDERMIS);
  }

  /** A lopsided sheet of large cells, which also climb into the epidermis. */
  private Tissue melanoma(float x, float y) {
    float depth = y - skinSurface(x);
    float junction = 0.09f + 0.03f * other.rough(3 * x, 1.5f);
    float bottom = 0.55f * reach + 0.2f * noise.rough(2.3f * x, 4.7f) + 0.25f * x;
    boolean inside = depth > junction - 0.015f && depth < bottom;
    if (inside && noise.rough(4.5f * x, 4.5f * y) > -0.55f) {
      return Tissue.SHEET;
    }
    return skin(depth, junction, Tissue.KERATIN, 0.02f, Tissue.INVADED_EPIDERMIS);
  }

  /** Islands of small dark cells, palisaded at their edge and parted from the dermis by a gap. */
  private Tissue carcinoma(float x, float y) {
    float depth = y - skinSurface(x);
    if (depth > 0.13f) {
      float warp = 0.35f * other.at(3 * x, 3 * y);
      noise.cell(x * 3.1f * size + warp, y * 3.1f * size - warp, cell);
      if (cell.mark > -0.55f) {
        float edge = 0.42f + 0.08f * other.at(7 * x, 7 * y) + 0.06f * cell.mark;
        if (cell.nearest < edge - 0.09f) {
          return Tissue.BASALOID;
        }
        if (cell.nearest < edge) {
          return Tissue.PALISADE;
        }
        if (cell.nearest < edge + 0.05f && other.at(4 * x + 9, 4 * y) > -0.25f) {
          return Tissue.CLEFT;
        }
      }
    }
    return skin(depth, 0.1f + 0.02f * ridges(x, 4), Tissue.KERATIN, 0.022f, Tissue.EPIDERMIS);
  }

  /** Thick, folded at the top, straight at the base, with cysts of horn. */
  private Tissue keratosis(float x, float y) {
    float depth = y - skinSurface(x) - 0.07f * ridges(x, 3.2f);
    float base = 0.5f * reach + 0.03f * other.rough(4 * x, 2.2f) - 0.07f * ridges(x, 3.2f);
    if (depth > 0.08f && depth < base - 0.05f) {
      noise.cell(x * 3.6f * size, y * 3.6f * size, cell);
      if (cell.mark > -0.2f && cell.nearest < 0.26f + 0.08f * cell.mark) {
        return Tissue.HORN;
      }
    }
    return skin(depth, base, Tissue.KERATIN, 0.05f, Tissue.ACANTHOSIS);
  }

  /** Wide vessels full of blood under a thin epidermis. */
  private Tissue hemangioma(float x, float y) {
    float depth = y - skinSurface(x);
    if (depth > 0.1f && depth < 0.75f * reach) {
      float warp = 0.4f * other.at(4 * x, 4 * y);
      noise.cell(x * 4.4f * size + warp, y * 4.4f * size - warp, cell);
      float wall = 0.44f + 0.12f * cell.mark;
      if (cell.nearest < wall) {
        return Tissue.BLOOD;
      }
      if (cell.nearest < wall + 0.1f) {
        return Tissue.ENDOTHELIUM;
      }
    }
    return skin(depth, 0.07f + 0.015f * ridges(x, 5), Tissue.KERATIN, 0.02f, Tissue.EPIDERMIS);
  }

  /** Long even ridges, clubbed at their ends, under a thick horny layer that kept its nuclei. */
  private Tissue psoriasis(float x, float y) {
    float depth = y - skinSurface(x);
    float horn = 0.085f;
    float ridge = 0.5f + 0.5f * ridges(x + 0.012f * other.at(6 * x, 6 * y), 5.2f);
    float clubbed = ridge > 0.42f - 0.12f * Math.clamp(depth - 0.3f, 0f, 0.3f) / 0.3f ? 1 : 0;
    float junction = horn + 0.055f + 0.36f * reach * clubbed;
    if (depth > horn + 0.055f && depth > junction && depth < 0.62f) {
      return Tissue.INFLAMED;
    }
    return skin(depth, junction, Tissue.PARAKERATIN, horn, Tissue.EPIDERMIS);
  }

  private Tissue skin(float depth, float junction, Tissue horny, float horn, Tissue epidermis) {
    if (depth < 0) {
      return Tissue.GLASS;
    }
    if (depth < horn) {
      return horny;
    }
    return depth < junction ? epidermis : Tissue.DERMIS;
  }

  private float skinSurface(float x) {
    return surface + 0.025f * noise.at(2.2f * x, 0.5f);
  }

  /** A wave along the surface, -1 to 1, with the given number of crests over a picture height. */
  private float ridges(float x, float crests) {
    double uneven = 0.9 * other.at(1.3f * x, 3.1f);
    return (float) StrictMath.sin(2 * Math.PI * crests * size * x + uneven);
  }
}
