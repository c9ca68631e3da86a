package dev.dermstream.trainer.drawn;

import static dev.dermstream.trainer.lesion.BodySite.BACK;
import static dev.dermstream.trainer.lesion.BodySite.CHEEK;
import static dev.dermstream.trainer.lesion.BodySite.EYELID;
import static dev.dermstream.trainer.lesion.BodySite.FOREARM;
import static dev.dermstream.trainer.lesion.BodySite.FOREHEAD;
import static dev.dermstream.trainer.lesion.BodySite.HAND;
import static dev.dermstream.trainer.lesion.BodySite.NOSE;
import static dev.dermstream.trainer.lesion.BodySite.SHOULDER;
import static dev.dermstream.trainer.lesion.LesionColour.BLUE_GREY;
import static dev.dermstream.trainer.lesion.LesionColour.BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.DARK_BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.GREY;
import static dev.dermstream.trainer.lesion.LesionColour.LIGHT_BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.PEARLY;
import static dev.dermstream.trainer.lesion.LesionColour.PINK_BROWN;

import dev.dermstream.trainer.lesion.Arrangement;
import dev.dermstream.trainer.lesion.Backdrop;
import dev.dermstream.trainer.lesion.Border;
import dev.dermstream.trainer.lesion.Condition;
import dev.dermstream.trainer.lesion.Elevation;
import dev.dermstream.trainer.lesion.Feature;
import dev.dermstream.trainer.lesion.Lens;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.Presentation;
import dev.dermstream.trainer.lesion.Setting;
import dev.dermstream.trainer.lesion.SkinTone;
import dev.dermstream.trainer.lesion.Surface;
import dev.dermstream.trainer.lesion.Symmetry;
import dev.dermstream.trainer.lesion.Wording;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Eight pigmented conditions of the face and body, in alphabetical order. */
enum PigmentedCondition implements Condition {
  ACQUIRED_DERMAL_MELANOCYTOSIS("Acquired Dermal Melanocytosis", "후천성 진피 멜라닌세포증"),
  BASAL_CELL_CARCINOMA("Basal Cell Carcinoma", "기저세포암"),
  EPHELIS("Ephelis", "주근깨"),
  MALIGNANT_MELANOMA("Malignant Melanoma", "악성흑색종"),
  MELASMA("Melasma", "기미"),
  NEVUS("Nevus", "모반"),
  SEBORRHEIC_KERATOSIS("Seborrheic Keratosis", "지루각화증"),
  SOLAR_LENTIGO("Solar Lentigo", "일광흑자");

  private static final List<Symmetry> EVEN = List.of(Symmetry.SYMMETRIC);
  private static final List<Symmetry> NEARLY_EVEN =
      List.of(Symmetry.SYMMETRIC, Symmetry.SLIGHTLY_ASYMMETRIC);
  private static final List<Elevation> FLAT = List.of(Elevation.FLAT);
  private static final List<Surface> SMOOTH = List.of(Surface.SMOOTH);

  private final Wording name;

  PigmentedCondition(String english, String korean) {
    name = new Wording(english, korean);
  }

  @Override
  public Wording wording() {
    return name;
  }

  static List<Look> looks() {
    return Arrays.stream(values())
        .map(condition -> new Look(condition, condition.presentation()))
        .toList();
  }

  private Presentation presentation() {
    return switch (this) {
      case ACQUIRED_DERMAL_MELANOCYTOSIS -> dermalMelanocytosis();
      case BASAL_CELL_CARCINOMA -> basalCellCarcinoma();
      case EPHELIS -> ephelis();
      case MALIGNANT_MELANOMA -> Presentation.of(LesionClass.MALIGNANT_MELANOMA);
      case MELASMA -> melasma();
      case NEVUS -> nevus();
      case SEBORRHEIC_KERATOSIS -> Presentation.of(LesionClass.SEBORRHEIC_KERATOSIS);
      case SOLAR_LENTIGO -> solarLentigo();
    };
  }

  /** Blue-grey speckles in patches on both cheeks. */
  private static Presentation dermalMelanocytosis() {
    return new Presentation(
        List.of(List.of(BLUE_GREY, BROWN), List.of(BLUE_GREY, GREY)),
        2,
        4,
        List.of(Border.ILL_DEFINED, Border.FADING),
        EVEN,
        SMOOTH,
        FLAT,
        Set.of(Feature.MOTTLING, Feature.DEEP_PIGMENT),
        List.of(CHEEK),
        20,
        44,
        new Setting(Arrangement.GATHERED, Backdrop.FACE, Lens.PHOTOGRAPH, SkinTone.IV));
  }

  /** Pearly with a rolled rim as everywhere, and with blue-grey nests. */
  private static Presentation basalCellCarcinoma() {
    return new Presentation(
        List.of(List.of(PEARLY, BLUE_GREY), List.of(PINK_BROWN, BLUE_GREY)),
        4,
        15,
        List.of(Border.ROLLED),
        NEARLY_EVEN,
        List.of(Surface.SHINY),
        List.of(Elevation.RAISED, Elevation.DOME),
        Set.of(Feature.ROLLED_RIM, Feature.TELANGIECTASIA, Feature.BLUE_GREY_NESTS),
        List.of(FOREHEAD, CHEEK, NOSE, EYELID),
        1,
        1,
        Setting.CLOSE_UP);
  }

  private static Presentation ephelis() {
    return new Presentation(
        List.of(List.of(LIGHT_BROWN), List.of(BROWN)),
        2,
        4,
        List.of(Border.FADING, Border.WAVY),
        NEARLY_EVEN,
        SMOOTH,
        FLAT,
        Set.of(),
        List.of(CHEEK, NOSE, SHOULDER, FOREARM),
        25,
        60,
        new Setting(Arrangement.STREWN, Backdrop.SKIN, Lens.PHOTOGRAPH, SkinTone.III));
  }

  private static Presentation melasma() {
    return new Presentation(
        List.of(List.of(LIGHT_BROWN), List.of(BROWN)),
        25,
        60,
        List.of(Border.ILL_DEFINED),
        EVEN,
        SMOOTH,
        FLAT,
        Set.of(Feature.RETICULATION),
        List.of(CHEEK),
        2,
        3,
        new Setting(Arrangement.MIRRORED, Backdrop.FACE, Lens.PHOTOGRAPH, SkinTone.IV));
  }

  private static Presentation nevus() {
    return new Presentation(
        List.of(List.of(BROWN), List.of(DARK_BROWN)),
        3,
        7,
        List.of(Border.SMOOTH),
        EVEN,
        SMOOTH,
        List.of(Elevation.SLIGHTLY_RAISED, Elevation.RAISED, Elevation.DOME),
        Set.of(),
        List.of(CHEEK, FOREHEAD, NOSE, BACK, SHOULDER),
        1,
        1,
        Setting.CLOSE_UP);
  }

  private static Presentation solarLentigo() {
    return new Presentation(
        List.of(List.of(LIGHT_BROWN), List.of(BROWN)),
        6,
        20,
        List.of(Border.SHARP_IRREGULAR),
        List.of(Symmetry.SLIGHTLY_ASYMMETRIC, Symmetry.ASYMMETRIC),
        SMOOTH,
        FLAT,
        Set.of(Feature.FINGERPRINT),
        List.of(CHEEK, FOREHEAD, HAND, FOREARM),
        1,
        2,
        new Setting(Arrangement.APART, Backdrop.SKIN, Lens.PHOTOGRAPH, SkinTone.IV));
  }
}
