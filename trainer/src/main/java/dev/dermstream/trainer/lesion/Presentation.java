package dev.dermstream.trainer.lesion;

import static dev.dermstream.trainer.lesion.BodySite.ABDOMEN;
import static dev.dermstream.trainer.lesion.BodySite.BACK;
import static dev.dermstream.trainer.lesion.BodySite.CHEEK;
import static dev.dermstream.trainer.lesion.BodySite.CHEST;
import static dev.dermstream.trainer.lesion.BodySite.EAR;
import static dev.dermstream.trainer.lesion.BodySite.EYELID;
import static dev.dermstream.trainer.lesion.BodySite.FINGER;
import static dev.dermstream.trainer.lesion.BodySite.FOOT;
import static dev.dermstream.trainer.lesion.BodySite.FOREARM;
import static dev.dermstream.trainer.lesion.BodySite.FOREHEAD;
import static dev.dermstream.trainer.lesion.BodySite.HAND;
import static dev.dermstream.trainer.lesion.BodySite.LIP;
import static dev.dermstream.trainer.lesion.BodySite.LOWER_LEG;
import static dev.dermstream.trainer.lesion.BodySite.NECK;
import static dev.dermstream.trainer.lesion.BodySite.NOSE;
import static dev.dermstream.trainer.lesion.BodySite.SCALP;
import static dev.dermstream.trainer.lesion.BodySite.SHOULDER;
import static dev.dermstream.trainer.lesion.BodySite.THIGH;
import static dev.dermstream.trainer.lesion.LesionColour.BLACK;
import static dev.dermstream.trainer.lesion.LesionColour.BLUE_GREY;
import static dev.dermstream.trainer.lesion.LesionColour.BRIGHT_RED;
import static dev.dermstream.trainer.lesion.LesionColour.BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.DARK_BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.GREY;
import static dev.dermstream.trainer.lesion.LesionColour.LIGHT_BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.PEARLY;
import static dev.dermstream.trainer.lesion.LesionColour.PINK;
import static dev.dermstream.trainer.lesion.LesionColour.PINK_BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.PURPLE;
import static dev.dermstream.trainer.lesion.LesionColour.RED;
import static dev.dermstream.trainer.lesion.LesionColour.RED_BROWN;
import static dev.dermstream.trainer.lesion.LesionColour.SKIN_COLOURED;
import static dev.dermstream.trainer.lesion.LesionColour.WHITE;
import static dev.dermstream.trainer.lesion.LesionColour.YELLOW;

import java.util.List;
import java.util.Set;

/**
 * How lesions of one class present, as dermatology describes them: the choices a scene is drawn
 * from.
 *
 * @param palettes one is chosen; main colour first
 * @param smallestMm least diameter
 * @param largestMm greatest diameter
 * @param features marks that define the class
 * @param fewest least number of bodies
 * @param most greatest number of bodies
 * @param setting how it is placed and photographed
 */
public record Presentation(
    List<List<LesionColour>> palettes,
    float smallestMm,
    float largestMm,
    List<Border> borders,
    List<Symmetry> symmetries,
    List<Surface> surfaces,
    List<Elevation> elevations,
    Set<Feature> features,
    List<BodySite> sites,
    int fewest,
    int most,
    Setting setting) {

  private static final List<Symmetry> EVEN = List.of(Symmetry.SYMMETRIC);
  private static final List<Symmetry> UNEVEN =
      List.of(Symmetry.SLIGHTLY_ASYMMETRIC, Symmetry.ASYMMETRIC);
  private static final List<Symmetry> NEARLY_EVEN =
      List.of(Symmetry.SYMMETRIC, Symmetry.SLIGHTLY_ASYMMETRIC);

  public Presentation {
    palettes = List.copyOf(palettes);
    borders = List.copyOf(borders);
    symmetries = List.copyOf(symmetries);
    surfaces = List.copyOf(surfaces);
    elevations = List.copyOf(elevations);
    features = Set.copyOf(features);
    sites = List.copyOf(sites);
  }

  /** How one of the 15 tumours presents. */
  public static Presentation of(LesionClass lesionClass) {
    return switch (lesionClass) {
      case ACTINIC_KERATOSIS ->
          new Presentation(
              List.of(List.of(PINK), List.of(RED)),
              4,
              14,
              List.of(Border.ILL_DEFINED),
              UNEVEN,
              List.of(Surface.SCALY),
              List.of(Elevation.FLAT),
              Set.of(Feature.FINE_SCALE),
              List.of(FOREHEAD, CHEEK, NOSE, EAR, SCALP, HAND, FOREARM),
              1,
              1,
              Setting.CLOSE_UP);
      case BASAL_CELL_CARCINOMA ->
          new Presentation(
              List.of(List.of(PEARLY), List.of(PINK)),
              4,
              15,
              List.of(Border.ROLLED),
              NEARLY_EVEN,
              List.of(Surface.SHINY),
              List.of(Elevation.RAISED, Elevation.DOME),
              Set.of(Feature.ROLLED_RIM, Feature.TELANGIECTASIA, Feature.CENTRAL_ULCER),
              List.of(FOREHEAD, CHEEK, NOSE, EYELID, EAR, NECK),
              1,
              1,
              Setting.CLOSE_UP);
      case MELANOCYTIC_NEVUS ->
          new Presentation(
              List.of(List.of(BROWN), List.of(LIGHT_BROWN), List.of(BROWN)),
              3,
              7,
              List.of(Border.SMOOTH),
              EVEN,
              List.of(Surface.SMOOTH),
              List.of(Elevation.SLIGHTLY_RAISED, Elevation.RAISED),
              Set.of(),
              List.of(BACK, CHEST, ABDOMEN, SHOULDER, CHEEK, NECK, FOREARM),
              1,
              1,
              Setting.CLOSE_UP);
      case BOWENS_DISEASE ->
          new Presentation(
              List.of(List.of(RED), List.of(RED_BROWN)),
              12,
              35,
              List.of(Border.SHARP_IRREGULAR),
              UNEVEN,
              List.of(Surface.SCALY),
              List.of(Elevation.SLIGHTLY_RAISED),
              Set.of(Feature.SCALE_PLATES),
              List.of(LOWER_LEG, THIGH, BACK, ABDOMEN, HAND),
              1,
              1,
              Setting.CLOSE_UP);
      case MILIA ->
          new Presentation(
              List.of(List.of(WHITE)),
              1,
              2.5f,
              List.of(Border.SMOOTH),
              EVEN,
              List.of(Surface.SMOOTH, Surface.SHINY),
              List.of(Elevation.DOME),
              Set.of(),
              List.of(EYELID, CHEEK, NOSE, FOREHEAD),
              3,
              8,
              Setting.CLOSE_UP);
      case VERRUCA_VULGARIS ->
          new Presentation(
              List.of(List.of(GREY)),
              3,
              10,
              List.of(Border.WAVY),
              NEARLY_EVEN,
              List.of(Surface.WARTY),
              List.of(Elevation.RAISED, Elevation.DOME),
              Set.of(Feature.PAPILLAE, Feature.BLACK_DOTS),
              List.of(FINGER, HAND, FOOT, FOREARM),
              1,
              1,
              Setting.CLOSE_UP);
      case MALIGNANT_MELANOMA ->
          new Presentation(
              List.of(
                  List.of(DARK_BROWN, BLACK, BLUE_GREY),
                  List.of(BROWN, BLACK, RED),
                  List.of(BROWN, BLACK, BLUE_GREY, RED),
                  List.of(DARK_BROWN, BLUE_GREY, LIGHT_BROWN)),
              8,
              22,
              List.of(Border.NOTCHED),
              List.of(Symmetry.ASYMMETRIC),
              List.of(Surface.SMOOTH),
              List.of(Elevation.FLAT, Elevation.SLIGHTLY_RAISED),
              Set.of(Feature.MOTTLING),
              List.of(BACK, CHEST, LOWER_LEG, SHOULDER, FOOT, FOREARM),
              1,
              1,
              Setting.CLOSE_UP);
      case SEBORRHEIC_KERATOSIS ->
          new Presentation(
              List.of(List.of(BROWN), List.of(LIGHT_BROWN), List.of(DARK_BROWN)),
              6,
              20,
              List.of(Border.WAVY),
              NEARLY_EVEN,
              List.of(Surface.WAXY),
              List.of(Elevation.RAISED),
              Set.of(Feature.FISSURES, Feature.KERATIN_PLUGS),
              List.of(BACK, CHEST, FOREHEAD, CHEEK, SCALP, ABDOMEN, NECK),
              1,
              1,
              Setting.CLOSE_UP);
      case SQUAMOUS_CELL_CARCINOMA ->
          new Presentation(
              List.of(List.of(RED), List.of(RED_BROWN), List.of(PINK)),
              10,
              28,
              List.of(Border.ILL_DEFINED, Border.WAVY),
              NEARLY_EVEN,
              List.of(Surface.CRUSTED),
              List.of(Elevation.RAISED, Elevation.DOME),
              Set.of(Feature.KERATIN_CRUST, Feature.HALO),
              List.of(LIP, EAR, SCALP, HAND, FOREHEAD, CHEEK, FOREARM),
              1,
              1,
              Setting.CLOSE_UP);
      case EPIDERMAL_INCLUSION_CYST ->
          new Presentation(
              List.of(List.of(SKIN_COLOURED)),
              8,
              28,
              List.of(Border.SMOOTH),
              EVEN,
              List.of(Surface.SMOOTH),
              List.of(Elevation.DOME),
              Set.of(Feature.PUNCTUM),
              List.of(BACK, NECK, CHEEK, CHEST, SHOULDER, EAR),
              1,
              1,
              Setting.CLOSE_UP);
      case DERMATOFIBROMA ->
          new Presentation(
              List.of(List.of(PINK_BROWN)),
              4,
              10,
              List.of(Border.FADING),
              NEARLY_EVEN,
              List.of(Surface.SMOOTH),
              List.of(Elevation.SLIGHTLY_RAISED, Elevation.RAISED),
              Set.of(Feature.PALE_CENTRE, Feature.PERIPHERAL_RING),
              List.of(LOWER_LEG, THIGH, FOREARM, SHOULDER),
              1,
              1,
              Setting.CLOSE_UP);
      case SEBACEOUS_HYPERPLASIA ->
          new Presentation(
              List.of(List.of(YELLOW)),
              2,
              5,
              List.of(Border.SMOOTH, Border.WAVY),
              EVEN,
              List.of(Surface.SMOOTH),
              List.of(Elevation.RAISED),
              Set.of(Feature.CENTRAL_DELL),
              List.of(FOREHEAD, CHEEK, NOSE),
              1,
              4,
              Setting.CLOSE_UP);
      case HEMANGIOMA ->
          new Presentation(
              List.of(List.of(BRIGHT_RED), List.of(PURPLE)),
              2,
              9,
              List.of(Border.SMOOTH),
              NEARLY_EVEN,
              List.of(Surface.SMOOTH, Surface.SHINY),
              List.of(Elevation.RAISED, Elevation.DOME),
              Set.of(Feature.LACUNAE),
              List.of(CHEST, ABDOMEN, BACK, SHOULDER, NECK, SCALP),
              1,
              1,
              Setting.CLOSE_UP);
      case PYOGENIC_GRANULOMA ->
          new Presentation(
              List.of(List.of(RED), List.of(BRIGHT_RED)),
              5,
              14,
              List.of(Border.WAVY, Border.SMOOTH),
              NEARLY_EVEN,
              List.of(Surface.MOIST),
              List.of(Elevation.DOME),
              Set.of(Feature.COLLARETTE, Feature.BLOOD_CRUST),
              List.of(FINGER, LIP, HAND, CHEEK, FOOT, SCALP),
              1,
              1,
              Setting.CLOSE_UP);
      case LENTIGO_SIMPLEX ->
          new Presentation(
              List.of(List.of(DARK_BROWN), List.of(BLACK), List.of(DARK_BROWN)),
              2,
              5,
              List.of(Border.JAGGED),
              NEARLY_EVEN,
              List.of(Surface.SMOOTH),
              List.of(Elevation.FLAT),
              Set.of(),
              List.of(CHEEK, LIP, HAND, FOREARM, BACK, CHEST, FOOT),
              1,
              1,
              Setting.CLOSE_UP);
    };
  }
}
