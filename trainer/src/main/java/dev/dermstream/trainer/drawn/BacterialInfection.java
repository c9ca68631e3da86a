package dev.dermstream.trainer.drawn;

import static dev.dermstream.trainer.lesion.BodySite.ARMPIT;
import static dev.dermstream.trainer.lesion.BodySite.BACK;
import static dev.dermstream.trainer.lesion.BodySite.BUTTOCK;
import static dev.dermstream.trainer.lesion.BodySite.CHEEK;
import static dev.dermstream.trainer.lesion.BodySite.CHEST;
import static dev.dermstream.trainer.lesion.BodySite.FOOT;
import static dev.dermstream.trainer.lesion.BodySite.GROIN;
import static dev.dermstream.trainer.lesion.BodySite.LIP;
import static dev.dermstream.trainer.lesion.BodySite.LOWER_LEG;
import static dev.dermstream.trainer.lesion.BodySite.NECK;
import static dev.dermstream.trainer.lesion.BodySite.NOSE;
import static dev.dermstream.trainer.lesion.BodySite.SOLE;
import static dev.dermstream.trainer.lesion.BodySite.THIGH;
import static dev.dermstream.trainer.lesion.LesionColour.BRIGHT_RED;
import static dev.dermstream.trainer.lesion.LesionColour.PINK;
import static dev.dermstream.trainer.lesion.LesionColour.PINK_BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.PURPLE;
import static dev.dermstream.trainer.lesion.LesionColour.RED;
import static dev.dermstream.trainer.lesion.LesionColour.RED_BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.WHITE;

import dev.dermstream.trainer.lesion.Arrangement;
import dev.dermstream.trainer.lesion.Backdrop;
import dev.dermstream.trainer.lesion.Border;
import dev.dermstream.trainer.lesion.Condition;
import dev.dermstream.trainer.lesion.Elevation;
import dev.dermstream.trainer.lesion.Feature;
import dev.dermstream.trainer.lesion.Lens;
import dev.dermstream.trainer.lesion.Presentation;
import dev.dermstream.trainer.lesion.Setting;
import dev.dermstream.trainer.lesion.SkinTone;
import dev.dermstream.trainer.lesion.Surface;
import dev.dermstream.trainer.lesion.Symmetry;
import dev.dermstream.trainer.lesion.Wording;
import java.util.List;
import java.util.Set;

/** Bacterial infections of the skin, and what textbooks say of each. */
enum BacterialInfection implements Condition {
  IMPETIGO(
      "Impetigo",
      "농가진",
      "Staphylococcus aureus",
      "the superficial epidermis",
      "topical fusidic acid or mupirocin"),
  CELLULITIS(
      "Cellulitis",
      "봉와직염",
      "beta-haemolytic streptococci",
      "the deep dermis and the subcutaneous fat",
      "systemic cefalexin and rest of the limb"),
  ERYSIPELAS(
      "Erysipelas",
      "단독",
      "Streptococcus pyogenes",
      "the upper dermis with its lymphatic vessels",
      "systemic penicillin"),
  FOLLICULITIS(
      "Folliculitis",
      "모낭염",
      "Staphylococcus aureus",
      "the opening of the hair follicle",
      "antiseptic washes"),
  FURUNCLE(
      "Furuncle",
      "종기",
      "Staphylococcus aureus",
      "the whole hair follicle and the tissue around it",
      "incision and drainage"),
  ECTHYMA(
      "Ecthyma",
      "농창",
      "Streptococcus pyogenes",
      "the epidermis and the dermis below it",
      "oral flucloxacillin"),
  ERYTHRASMA(
      "Erythrasma",
      "홍색음선",
      "Corynebacterium minutissimum",
      "the horny layer of skin folds",
      "topical or oral erythromycin"),
  PITTED_KERATOLYSIS(
      "Pitted Keratolysis",
      "소와각질융해증",
      "Kytococcus sedentarius",
      "the horny layer of the sole",
      "dry feet and benzoyl peroxide");

  private static final List<Symmetry> EVEN = List.of(Symmetry.SYMMETRIC);
  private static final List<Symmetry> UNEVEN =
      List.of(Symmetry.SLIGHTLY_ASYMMETRIC, Symmetry.ASYMMETRIC);
  private static final Setting FILLING =
      new Setting(Arrangement.FILLING, Backdrop.SKIN, Lens.PHOTOGRAPH, SkinTone.IV);

  private final Wording name;
  private final String organism;
  private final String layer;
  private final String treatment;

  BacterialInfection(
      String english, String korean, String organism, String layer, String treatment) {
    name = new Wording(english, korean);
    this.organism = organism;
    this.layer = layer;
    this.treatment = treatment;
  }

  @Override
  public Wording wording() {
    return name;
  }

  /** What usually causes it. */
  String organism() {
    return organism;
  }

  /** The part of the skin that it affects. */
  String layer() {
    return layer;
  }

  /** What usually helps first. */
  String treatment() {
    return treatment;
  }

  Look look() {
    return new Look(this, presentation());
  }

  private Presentation presentation() {
    return switch (this) {
      case IMPETIGO -> impetigo();
      case CELLULITIS -> cellulitis();
      case ERYSIPELAS -> erysipelas();
      case FOLLICULITIS -> folliculitis();
      case FURUNCLE -> furuncle();
      case ECTHYMA -> ecthyma();
      case ERYTHRASMA -> erythrasma();
      case PITTED_KERATOLYSIS -> pittedKeratolysis();
    };
  }

  private static Presentation impetigo() {
    return new Presentation(
        List.of(List.of(RED), List.of(PINK)),
        5,
        20,
        List.of(Border.WAVY, Border.SHARP_IRREGULAR),
        UNEVEN,
        List.of(Surface.CRUSTED),
        List.of(Elevation.SLIGHTLY_RAISED),
        Set.of(Feature.HONEY_CRUST, Feature.HALO),
        List.of(CHEEK, NOSE, LIP),
        1,
        5,
        Setting.CLOSE_UP);
  }

  private static Presentation cellulitis() {
    return new Presentation(
        List.of(List.of(PINK), List.of(RED)),
        80,
        200,
        List.of(Border.ILL_DEFINED),
        UNEVEN,
        List.of(Surface.SHINY),
        List.of(Elevation.SWOLLEN),
        Set.of(Feature.HALO),
        List.of(LOWER_LEG, FOOT),
        1,
        1,
        FILLING);
  }

  private static Presentation erysipelas() {
    return new Presentation(
        List.of(List.of(BRIGHT_RED), List.of(RED), List.of(RED)),
        50,
        120,
        List.of(Border.WAVY, Border.SHARP_IRREGULAR),
        UNEVEN,
        List.of(Surface.SHINY),
        List.of(Elevation.SLIGHTLY_RAISED),
        Set.of(Feature.ADVANCING_EDGE),
        List.of(CHEEK, LOWER_LEG),
        1,
        1,
        FILLING);
  }

  private static Presentation folliculitis() {
    return new Presentation(
        List.of(List.of(RED), List.of(PINK)),
        2,
        5,
        List.of(Border.SMOOTH, Border.FADING),
        EVEN,
        List.of(Surface.SMOOTH),
        List.of(Elevation.RAISED, Elevation.DOME),
        Set.of(Feature.PUSTULE, Feature.CENTRAL_HAIR, Feature.HALO),
        List.of(THIGH, CHEST, BACK, BUTTOCK, NECK),
        5,
        10,
        Setting.CLOSE_UP);
  }

  private static Presentation furuncle() {
    return new Presentation(
        List.of(List.of(RED), List.of(PURPLE), List.of(BRIGHT_RED)),
        10,
        30,
        List.of(Border.FADING, Border.ILL_DEFINED),
        EVEN,
        List.of(Surface.SHINY),
        List.of(Elevation.DOME),
        Set.of(Feature.NECROTIC_CORE, Feature.HALO),
        List.of(NECK, BACK, THIGH, BUTTOCK, ARMPIT),
        1,
        1,
        Setting.CLOSE_UP);
  }

  private static Presentation ecthyma() {
    return new Presentation(
        List.of(List.of(PINK), List.of(RED)),
        10,
        30,
        List.of(Border.WAVY),
        List.of(Symmetry.SYMMETRIC, Symmetry.SLIGHTLY_ASYMMETRIC),
        List.of(Surface.CRUSTED),
        List.of(Elevation.SLIGHTLY_RAISED),
        Set.of(Feature.ESCHAR, Feature.HALO),
        List.of(LOWER_LEG, FOOT, BUTTOCK),
        1,
        2,
        Setting.CLOSE_UP);
  }

  private static Presentation erythrasma() {
    return new Presentation(
        List.of(List.of(RED_BROWN), List.of(PINK_BROWN)),
        40,
        100,
        List.of(Border.WAVY, Border.SHARP_IRREGULAR),
        UNEVEN,
        List.of(Surface.SCALY),
        List.of(Elevation.FLAT),
        Set.of(Feature.FINE_SCALE),
        List.of(GROIN, ARMPIT),
        1,
        1,
        new Setting(Arrangement.FILLING, Backdrop.FOLD, Lens.PHOTOGRAPH, SkinTone.IV));
  }

  private static Presentation pittedKeratolysis() {
    return new Presentation(
        List.of(List.of(WHITE)),
        30,
        70,
        List.of(Border.ILL_DEFINED),
        UNEVEN,
        List.of(Surface.MOIST),
        List.of(Elevation.FLAT),
        Set.of(Feature.PITS),
        List.of(SOLE),
        1,
        1,
        FILLING);
  }
}
