package dev.dermstream.trainer.lesion;

import static dev.dermstream.trainer.lesion.Texel.bump;
import static dev.dermstream.trainer.lesion.Texel.step;

/**
 * How each distinguishing mark is painted. Lengths are in radii, frequencies per radius; marks are
 * coarse enough to be seen when the lesion is 40 pixels wide.
 */
final class FeatureLayers {

  private final Noise noise;
  private final Noise other;
  private final Rgb skin;
  private final LesionScene scene;
  private final PigmentLayers pigment;
  private final InfectionLayers infection;
  private final DermoscopyLayers dermoscopy;

  FeatureLayers(LesionScene scene, Body body) {
    this.scene = scene;
    noise = new Noise(body.texture() + 2);
    other = new Noise(body.texture() + 3);
    skin = scene.skin();
    pigment = new PigmentLayers(skin, noise, other);
    infection = new InfectionLayers(skin, noise, other);
    dermoscopy = new DermoscopyLayers(skin, noise, other);
  }

  Layer of(Feature feature) {
    return switch (feature) {
      case FINE_SCALE -> fineScale();
      case SCALE_PLATES -> scalePlates();
      case ROLLED_RIM -> rolledRim();
      case TELANGIECTASIA -> telangiectasia();
      case CENTRAL_ULCER -> centralUlcer();
      case PAPILLAE -> papillae();
      case BLACK_DOTS -> blackDots();
      case FISSURES -> fissures();
      case KERATIN_PLUGS -> keratinPlugs();
      case KERATIN_CRUST -> keratinCrust();
      case HALO -> halo();
      case PUNCTUM -> punctum();
      case PALE_CENTRE -> paleCentre();
      case PERIPHERAL_RING -> peripheralRing();
      case CENTRAL_DELL -> centralDell();
      case LACUNAE -> lacunae();
      case COLLARETTE -> collarette();
      case BLOOD_CRUST -> bloodCrust();
      case MOTTLING -> mottling();
      case DEEP_PIGMENT -> pigment.deep();
      case RETICULATION -> pigment.reticulation();
      case FINGERPRINT -> pigment.fingerprint();
      case BLUE_GREY_NESTS -> pigment.blueGreyNests();
      case SILVERY_SCALE -> infection.silveryScale();
      case HONEY_CRUST -> infection.honeyCrust();
      case PUSTULE -> infection.pustule();
      case CENTRAL_HAIR -> infection.centralHair();
      case NECROTIC_CORE -> infection.necroticCore();
      case ESCHAR -> infection.eschar();
      case ADVANCING_EDGE -> infection.advancingEdge();
      case PITS -> infection.pits();
      case PIGMENT_NETWORK -> pigment.network();
      case ATYPICAL_NETWORK -> pigment.atypicalNetwork();
      case GLOBULES -> pigment.globules();
      case STREAKS -> pigment.streaks();
      case BLUE_WHITE_VEIL -> pigment.blueWhiteVeil();
      case MILIA_CYSTS -> dermoscopy.miliaCysts();
      case COMEDO_OPENINGS -> dermoscopy.comedoOpenings();
      case DOTTED_VESSELS -> dermoscopy.dottedVessels();
      case ARBORISING_VESSELS -> dermoscopy.arborisingVessels();
    };
  }

  private Layer fineScale() {
    Rgb scale = skin.mix(new Rgb(0.97f, 0.94f, 0.9f), 0.8f);
    return t -> {
      float flakes = noise.at(t.x * 6.5f, t.y * 6.5f) + 0.7f * noise.at(t.x * 13, t.y * 13);
      float share = step(0.05f, 0.75f, flakes) * step(1f, 0.65f, t.q);
      t.tint(scale, 0.8f * share);
      t.relief += 0.04f * share;
      t.gloss *= 1 - share;
    };
  }

  private Layer scalePlates() {
    Rgb scale = skin.mix(new Rgb(0.94f, 0.88f, 0.72f), 0.8f);
    return t -> {
      if (t.cover == 0) {
        return;
      }
      float torn = 0.12f * noise.at(t.x * 9, t.y * 9);
      other.cell(t.x * 2.1f + torn, t.y * 2.1f - torn, t.cell);
      float patch =
          step(-0.35f, 0.25f, 0.8f * t.cell.mark + noise.at(t.x * 2.5f, t.y * 2.5f) + torn);
      float plate = step(0.02f, 0.3f, t.cell.second - t.cell.nearest + torn);
      float share = patch * plate * step(0.97f, 0.86f, t.q);
      t.tint(scale, 0.8f * share);
      t.relief += 0.04f * share;
      t.gloss *= 1 - 0.8f * share;
    };
  }

  private Layer rolledRim() {
    Rgb pearl = LesionColour.PEARLY.on(skin).mix(new Rgb(1, 0.95f, 0.94f), 0.2f);
    return t -> {
      float uneven = 0.8f + 0.3f * noise.at(t.x * 2.5f, t.y * 2.5f);
      float rim = bump(0.82f, 0.24f, t.q) * uneven;
      t.tint(pearl, 0.5f * rim);
      t.relief += 0.12f * rim;
      t.gloss += 0.5f * rim;
    };
  }

  private Layer telangiectasia() {
    Rgb blood = LesionColour.RED.on(skin).mix(new Rgb(0.7f, 0.08f, 0.14f), 0.7f);
    return t -> {
      if (t.cover == 0) {
        return;
      }
      float warp = 0.35f * other.at(t.x * 3, t.y * 3);
      float trunk = Math.abs(noise.at(t.x * 2.6f + warp, t.y * 2.6f - warp));
      float twig = Math.abs(other.at(t.x * 4.1f - warp, t.y * 4.1f + warp));
      float share = Math.max(step(0.12f, 0.03f, trunk), 0.7f * step(0.1f, 0.03f, twig));
      t.tint(blood, 0.65f * share * t.cover * step(0.2f, 0.4f, t.q));
    };
  }

  private Layer centralUlcer() {
    Rgb floor = new Rgb(0.42f, 0.1f, 0.09f);
    Rgb crust = new Rgb(0.22f, 0.09f, 0.07f);
    return t -> {
      float edge = t.q + 0.12f * noise.at(t.x * 3, t.y * 3);
      float inside = step(0.42f, 0.32f, edge);
      if (inside > 0) {
        t.tint(floor, 0.9f * inside);
        t.tint(crust, inside * step(0f, 0.4f, other.at(t.x * 5, t.y * 5)));
        t.gloss += (0.5f - t.gloss) * inside;
      }
      t.relief -= 0.2f * step(0.5f, 0.2f, edge);
    };
  }

  private Layer papillae() {
    return t -> {
      if (t.cover == 0) {
        return;
      }
      float warp = 0.25f * other.at(t.x * 3, t.y * 3);
      noise.cell(t.x * 3.4f + warp, t.y * 3.4f - warp, t.cell);
      float gap = t.cell.second - t.cell.nearest;
      t.relief += 0.13f * t.cover * (1 - t.cell.nearest * t.cell.nearest);
      t.shade(1 - 0.34f * t.cover * step(0.35f, 0f, gap));
      t.shade(1 + 0.13f * t.cover * step(0.35f, 0.1f, t.cell.nearest) * (1 + t.cell.mark));
    };
  }

  private Layer blackDots() {
    Rgb dot = new Rgb(0.1f, 0.06f, 0.06f);
    return t -> {
      if (t.q > 0.9f) {
        return;
      }
      other.cell(t.x * 2.9f, t.y * 2.9f, t.cell);
      if (t.cell.mark > -0.1f) {
        t.tint(dot, 0.9f * step(0.23f, 0.13f, t.cell.nearest));
      }
    };
  }

  private Layer fissures() {
    return t -> {
      if (t.cover == 0) {
        return;
      }
      float warp = 0.5f * other.at(t.x * 2.2f, t.y * 2.2f);
      float folds = noise.at(t.x * 2.7f + warp, t.y * 2.7f + warp);
      float groove = step(0.2f, 0f, Math.abs(folds)) * step(1f, 0.85f, t.q);
      t.shade(1 - 0.5f * groove);
      t.relief -= 0.09f * groove;
    };
  }

  private Layer keratinPlugs() {
    Rgb pale = skin.mix(new Rgb(0.98f, 0.93f, 0.78f), 0.75f);
    Rgb dark = new Rgb(0.16f, 0.1f, 0.07f);
    return t -> {
      if (t.q > 0.88f) {
        return;
      }
      other.cell(t.x * 2.3f + 9, t.y * 2.3f, t.cell);
      float plug = step(0.24f, 0.14f, t.cell.nearest);
      if (t.cell.mark > 0) {
        t.tint(pale, 0.9f * plug);
      } else if (t.cell.mark < -0.5f) {
        t.tint(dark, 0.85f * plug);
      }
    };
  }

  private Layer keratinCrust() {
    Rgb horn = new Rgb(0.86f, 0.74f, 0.5f).mix(skin, 0.2f);
    Rgb crack = new Rgb(0.36f, 0.2f, 0.1f);
    return t -> {
      float edge = t.q + 0.16f * noise.at(t.x * 2.4f, t.y * 2.4f);
      float inside = step(0.62f, 0.52f, edge);
      if (inside == 0) {
        return;
      }
      float rough = noise.at(t.x * 7, t.y * 7);
      t.tint(horn, 0.9f * inside);
      t.shade(1 + 0.16f * rough * inside);
      other.cell(t.x * 2.8f, t.y * 2.8f, t.cell);
      t.tint(crack, 0.6f * inside * step(0.2f, 0f, t.cell.second - t.cell.nearest + 0.1f * rough));
      t.relief += inside * (0.2f + 0.06f * rough);
      t.gloss *= 1 - 0.9f * inside;
    };
  }

  private Layer halo() {
    Rgb flush = LesionColour.RED.on(skin).mix(skin, 0.35f);
    return t -> {
      float ring = step(1.5f, 0.95f, t.q + 0.12f * noise.at(t.x * 1.6f, t.y * 1.6f));
      t.tint(flush, 0.65f * ring * (1 - t.cover));
    };
  }

  private Layer punctum() {
    Rgb pore = new Rgb(0.13f, 0.08f, 0.07f);
    float x0 = 0.12f * noise.at(3.3f, 4.4f);
    float y0 = 0.12f * noise.at(7.7f, 1.1f);
    return t -> {
      float dx = t.x - x0;
      float dy = t.y - y0;
      float distance = (float) Math.sqrt(dx * dx + dy * dy);
      t.tint(pore, 0.95f * step(0.15f, 0.07f, distance));
      t.relief -= 0.12f * step(0.3f, 0.05f, distance);
    };
  }

  private Layer paleCentre() {
    Rgb pale = skin.mix(new Rgb(1, 0.93f, 0.9f), 0.6f);
    return t -> t.tint(pale, 0.68f * step(0.58f, 0.22f, t.q + 0.1f * noise.at(t.x * 4, t.y * 4)));
  }

  private Layer peripheralRing() {
    Rgb ring = LesionColour.BROWN.on(skin);
    return t -> {
      float net = 0.75f + 0.35f * noise.at(t.x * 7, t.y * 7);
      t.tint(ring, 0.75f * net * bump(0.84f, 0.26f, t.q));
    };
  }

  private Layer centralDell() {
    Rgb dell = LesionColour.RED_BROWN.on(skin);
    return t -> {
      float inside = step(0.36f, 0.16f, t.q);
      t.tint(dell, 0.6f * inside);
      t.relief -= 0.3f * step(0.42f, 0.08f, t.q);
      t.relief += 0.08f * bump(0.55f, 0.25f, t.q);
    };
  }

  /** Most clods have the main colour, some the other. */
  private Layer lacunae() {
    float lean = scene.mainColour() == LesionColour.PURPLE ? 0.75f : -0.75f;
    Rgb red = LesionColour.BRIGHT_RED.on(skin);
    Rgb purple = LesionColour.PURPLE.on(skin).times(0.85f);
    Rgb septum = skin.mix(new Rgb(0.93f, 0.62f, 0.64f), 0.75f);
    return t -> {
      if (t.cover == 0) {
        return;
      }
      float warp = 0.22f * other.at(t.x * 4, t.y * 4);
      noise.cell(t.x * 2.3f + warp, t.y * 2.3f - warp, t.cell);
      float clod = step(-0.05f, 0.42f, t.cell.second - t.cell.nearest);
      t.tint(red, 0.75f * clod * t.cover);
      t.tint(purple, clod * t.cover * step(-0.3f, 0.4f, lean - t.cell.mark));
      t.tint(septum, 0.3f * (1 - clod) * t.cover);
      t.relief += 0.06f * clod * t.cover;
    };
  }

  private Layer collarette() {
    Rgb scale = skin.mix(new Rgb(0.98f, 0.95f, 0.9f), 0.75f);
    return t -> {
      float torn = noise.at(t.x * 5, t.y * 5);
      float ring =
          bump(1.06f + 0.05f * torn, 0.13f, t.q) * (0.75f + 0.5f * other.at(t.x * 2, t.y * 2));
      t.tint(scale, Math.clamp(ring, 0f, 0.9f));
      t.gloss *= 1 - Math.clamp(ring, 0f, 1f);
    };
  }

  private Layer bloodCrust() {
    Rgb crust = new Rgb(0.17f, 0.04f, 0.04f);
    return t -> {
      float patch = noise.at(t.x * 2.1f, t.y * 2.1f) + 0.4f * noise.at(t.x * 6, t.y * 6);
      float share = step(0.18f, 0.42f, patch) * step(0.95f, 0.8f, t.q);
      t.tint(crust, 0.85f * share);
      t.gloss *= 1 - 0.6f * share;
    };
  }

  /** The second and later colours in patches of their own, each towards its own side. */
  private Layer mottling() {
    Rgb[] colours = new Rgb[scene.colours().size() - 1];
    float[] sideX = new float[colours.length];
    float[] sideY = new float[colours.length];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = scene.colours().get(i + 1).on(skin);
      sideX[i] = 0.55f * (float) StrictMath.cos(2.4 * i);
      sideY[i] = 0.55f * (float) StrictMath.sin(2.4 * i);
    }
    return t -> {
      if (t.cover == 0) {
        return;
      }
      for (int i = 0; i < colours.length; i++) {
        float side = t.x * sideX[i] + t.y * sideY[i];
        float patch = noise.rough(t.x * 1.6f + 23 * i, t.y * 1.6f + 11 * i) + side;
        t.tint(
            colours[i],
            0.85f * t.cover * step(0.08f, 0.4f, patch + 0.12f * other.at(t.x * 6, t.y * 6)));
      }
    };
  }
}
