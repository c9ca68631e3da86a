package dev.dermstream.trainer.drawn;

import static dev.dermstream.trainer.lesion.BodySite.BACK;
import static dev.dermstream.trainer.lesion.BodySite.CHEEK;
import static dev.dermstream.trainer.lesion.BodySite.CHEST;
import static dev.dermstream.trainer.lesion.BodySite.ELBOW;
import static dev.dermstream.trainer.lesion.BodySite.FOREARM;
import static dev.dermstream.trainer.lesion.BodySite.FOREHEAD;
import static dev.dermstream.trainer.lesion.BodySite.KNEE;
import static dev.dermstream.trainer.lesion.BodySite.LOWER_LEG;
import static dev.dermstream.trainer.lesion.BodySite.NOSE;
import static dev.dermstream.trainer.lesion.BodySite.SCALP;
import static dev.dermstream.trainer.lesion.BodySite.SHOULDER;
import static dev.dermstream.trainer.lesion.LesionColour.BLACK;
import static dev.dermstream.trainer.lesion.LesionColour.BLUE_GREY;
import static dev.dermstream.trainer.lesion.LesionColour.BRIGHT_RED;
import static dev.dermstream.trainer.lesion.LesionColour.BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.DARK_BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.LIGHT_BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.PEARLY;
import static dev.dermstream.trainer.lesion.LesionColour.PINK;
import static dev.dermstream.trainer.lesion.LesionColour.PURPLE;
import static dev.dermstream.trainer.lesion.LesionColour.RED;

import dev.dermstream.trainer.lesion.BodySite;
import dev.dermstream.trainer.lesion.Border;
import dev.dermstream.trainer.lesion.Condition;
import dev.dermstream.trainer.lesion.Elevation;
import dev.dermstream.trainer.lesion.Feature;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.LesionColour;
import dev.dermstream.trainer.lesion.Presentation;
import dev.dermstream.trainer.lesion.Setting;
import dev.dermstream.trainer.lesion.Surface;
import dev.dermstream.trainer.lesion.Symmetry;
import dev.dermstream.trainer.lesion.Wording;
import java.util.List;
import java.util.Set;

/** Six conditions that look like themselves to the eye, a dermatoscope and a microscope. */
enum ModalityCondition implements Condition {
  MELANOCYTIC_NEVUS(
      LesionClass.MELANOCYTIC_NEVUS.wording(),
      new Wording(
          "nests of round, uniform cells at the junction and in the dermis",
          "진피표피경계와 진피의 둥글고 균일한 세포 둥지"),
      new Wording("nests that become smaller with depth", "깊이에 따라 작아지는 세포 둥지")),
  MALIGNANT_MELANOMA(
      LesionClass.MALIGNANT_MELANOMA.wording(),
      new Wording(
          "an asymmetric sheet of large, pleomorphic cells with pigment",
          "색소를 지닌 크고 다형성인 세포의 비대칭적인 판"),
      new Wording("single atypical cells high in the epidermis", "표피 상층의 비정형 단일 세포")),
  BASAL_CELL_CARCINOMA(
      LesionClass.BASAL_CELL_CARCINOMA.wording(),
      new Wording(
          "islands of small, dark basaloid cells with peripheral palisading",
          "가장자리가 울타리 모양인 작고 짙은 기저양 세포의 섬"),
      new Wording("clefts between islands and stroma", "종양 섬과 기질 사이의 틈")),
  SEBORRHEIC_KERATOSIS(
      LesionClass.SEBORRHEIC_KERATOSIS.wording(),
      new Wording("a thickened, folded epidermis with a straight base", "바닥이 곧고 주름진 두꺼운 표피"),
      new Wording("pink horn cysts", "분홍색의 각질 낭")),
  HEMANGIOMA(
      LesionClass.HEMANGIOMA.wording(),
      new Wording("wide dermal vessels filled with red cells", "적혈구로 가득 찬 넓은 진피 혈관"),
      new Wording("a thin epidermis above", "그 위의 얇은 표피")),
  PSORIASIS(
      new Wording("Psoriasis", "건선"),
      new Wording("long, even epidermal ridges with clubbed ends", "끝이 둥근 길고 고른 표피 능선"),
      new Wording("a thick horny layer that kept its nuclei", "핵이 남아 있는 두꺼운 각질층"));

  private static final List<Symmetry> EVEN = List.of(Symmetry.SYMMETRIC);
  private static final List<Symmetry> NEARLY_EVEN =
      List.of(Symmetry.SYMMETRIC, Symmetry.SLIGHTLY_ASYMMETRIC);

  private final Wording name;
  private final Wording first;
  private final Wording second;

  ModalityCondition(Wording name, Wording first, Wording second) {
    this.name = name;
    this.first = first;
    this.second = second;
  }

  @Override
  public Wording wording() {
    return name;
  }

  /** What a section shows. */
  List<Wording> findings() {
    return List.of(first, second);
  }

  /** To the eye. */
  Presentation clinical() {
    return switch (this) {
      case MELANOCYTIC_NEVUS -> Presentation.of(LesionClass.MELANOCYTIC_NEVUS);
      case MALIGNANT_MELANOMA -> Presentation.of(LesionClass.MALIGNANT_MELANOMA);
      case BASAL_CELL_CARCINOMA -> Presentation.of(LesionClass.BASAL_CELL_CARCINOMA);
      case SEBORRHEIC_KERATOSIS -> Presentation.of(LesionClass.SEBORRHEIC_KERATOSIS);
      case HEMANGIOMA -> Presentation.of(LesionClass.HEMANGIOMA);
      case PSORIASIS ->
          new Presentation(
              List.of(List.of(RED), List.of(PINK)),
              15,
              60,
              List.of(Border.WAVY, Border.SHARP_IRREGULAR),
              NEARLY_EVEN,
              List.of(Surface.SCALY),
              List.of(Elevation.SLIGHTLY_RAISED),
              Set.of(Feature.SILVERY_SCALE),
              List.of(ELBOW, KNEE, SCALP, BACK),
              1,
              2,
              Setting.CLOSE_UP);
    };
  }

  /** Through a dermatoscope. */
  Presentation dermoscopic() {
    return switch (this) {
      case MELANOCYTIC_NEVUS ->
          magnified(
              List.of(List.of(LIGHT_BROWN), List.of(BROWN)),
              Border.FADING,
              EVEN,
              Set.of(Feature.PIGMENT_NETWORK, Feature.GLOBULES),
              List.of(BACK, CHEST, SHOULDER));
      case MALIGNANT_MELANOMA ->
          magnified(
              List.of(
                  List.of(BROWN, BLACK, BLUE_GREY),
                  List.of(DARK_BROWN, BLACK, LIGHT_BROWN),
                  List.of(BROWN, BLACK, RED)),
              Border.NOTCHED,
              List.of(Symmetry.ASYMMETRIC),
              Set.of(
                  Feature.MOTTLING,
                  Feature.ATYPICAL_NETWORK,
                  Feature.STREAKS,
                  Feature.BLUE_WHITE_VEIL),
              List.of(BACK, LOWER_LEG, SHOULDER));
      case BASAL_CELL_CARCINOMA ->
          magnified(
              List.of(List.of(PEARLY), List.of(PINK)),
              Border.WAVY,
              NEARLY_EVEN,
              Set.of(Feature.BLUE_GREY_NESTS, Feature.ARBORISING_VESSELS),
              List.of(NOSE, CHEEK, FOREHEAD));
      case SEBORRHEIC_KERATOSIS ->
          magnified(
              List.of(List.of(BROWN), List.of(LIGHT_BROWN)),
              Border.WAVY,
              NEARLY_EVEN,
              Set.of(Feature.FISSURES, Feature.MILIA_CYSTS, Feature.COMEDO_OPENINGS),
              List.of(BACK, CHEST, FOREHEAD));
      case HEMANGIOMA ->
          magnified(
              List.of(List.of(BRIGHT_RED), List.of(PURPLE)),
              Border.SMOOTH,
              NEARLY_EVEN,
              Set.of(Feature.LACUNAE),
              List.of(CHEST, BACK, SHOULDER));
      case PSORIASIS ->
          magnified(
              List.of(List.of(PINK), List.of(RED)),
              Border.WAVY,
              NEARLY_EVEN,
              Set.of(Feature.SILVERY_SCALE, Feature.DOTTED_VESSELS),
              List.of(ELBOW, KNEE, FOREARM));
    };
  }

  private static Presentation magnified(
      List<List<LesionColour>> palettes,
      Border border,
      List<Symmetry> symmetries,
      Set<Feature> features,
      List<BodySite> sites) {
    return new Presentation(
        palettes,
        4,
        12,
        List.of(border),
        symmetries,
        List.of(Surface.SMOOTH),
        List.of(Elevation.SLIGHTLY_RAISED),
        features,
        sites,
        1,
        1,
        Setting.DERMOSCOPY);
  }
}
