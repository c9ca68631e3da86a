package dev.dermstream.trainer.drawn;

import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.Region;
import dev.dermstream.trainer.lesion.Backdrop;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.LesionDescriber;
import dev.dermstream.trainer.lesion.LesionPainter;
import dev.dermstream.trainer.lesion.LesionScene;
import dev.dermstream.trainer.lesion.Presentation;
import dev.dermstream.trainer.lesion.SceneSampler;
import dev.dermstream.trainer.lesion.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Wide photographs with one to three small lesions of the 15 tumours. The image's class is that of
 * the first lesion, which is never missing; a patient's pictures show the same lesions elsewhere.
 */
final class FrameDrawing implements Drawing {
  private static final SceneSampler SAMPLER = new SceneSampler();
  private static final LesionPainter PAINTER = new LesionPainter();
  private static final LesionDescriber DESCRIBER = new LesionDescriber();
  private static final int MOST_LESIONS = 3;
  private static final int TRIES = 40;

  /** Between the middles of two lesions, in picture heights. */
  private static final double APART = 0.36;

  /** Half the width and height in which middles lie; before a cloth there is less room. */
  private static final float ROOM_X = 0.5f;

  private static final float ROOM_X_BESIDE_CLOTH = 0.26f;
  private static final float ROOM_Y = 0.34f;

  private final List<LesionClass> tumours = List.of(LesionClass.values());

  @Override
  public List<LesionClass> classes() {
    return tumours;
  }

  @Override
  public DrawnPicture draw(Place place, int width, int height) {
    int classNumber = (int) (place.index() % tumours.size());
    Groups.Member patient = Groups.PATIENTS.of(place, classNumber, place.index() / tumours.size());
    RandomGenerator shared = place.shared(patient);
    List<LesionScene> lesions = new ArrayList<>();
    lesions.add(lesion(tumours.get(classNumber), shared));
    for (int more = shared.nextInt(MOST_LESIONS); more > 0; more--) {
      lesions.add(lesion(tumours.get(shared.nextInt(tumours.size())), shared));
    }
    RandomGenerator random = place.random();
    Backdrop backdrop = random.nextInt(3) == 0 ? Backdrop.CLOTH : Backdrop.SKIN;
    LesionScene skin =
        SAMPLER.anotherView(lesions.getFirst().wide(backdrop, random.nextInt(70, 160)), random);
    List<LesionScene> placed = placed(lesions, skin, random);
    RgbImage picture = PAINTER.paint(skin, placed, width, height);
    return new DrawnPicture(picture, row(place, patient, placed, random, width, height));
  }

  private static LesionScene lesion(LesionClass tumour, RandomGenerator random) {
    return SAMPLER.sample(tumour, Presentation.of(tumour), random);
  }

  /** Each somewhere, none on another; one that finds no place is left out. */
  private static List<LesionScene> placed(
      List<LesionScene> lesions, LesionScene skin, RandomGenerator random) {
    float roomX = skin.setting().backdrop() == Backdrop.CLOTH ? ROOM_X_BESIDE_CLOTH : ROOM_X;
    List<LesionScene> placed = new ArrayList<>();
    List<float[]> middles = new ArrayList<>();
    for (int i = 0; i < TRIES && placed.size() < lesions.size(); i++) {
      float x = roomX * (2 * random.nextFloat() - 1);
      float y = ROOM_Y * (2 * random.nextFloat() - 1);
      if (middles.stream().allMatch(other -> Math.hypot(other[0] - x, other[1] - y) > APART)) {
        middles.add(new float[] {x, y});
        placed.add(
            lesions
                .get(placed.size())
                .onSkinOf(skin)
                .moved(1, 0, 0.22f + 0.2f * random.nextFloat(), x, y));
      }
    }
    return placed;
  }

  private ManifestRow row(
      Place place,
      Groups.Member patient,
      List<LesionScene> lesions,
      RandomGenerator random,
      int width,
      int height) {
    List<Region> regions =
        lesions.stream()
            .map(lesion ->
                LesionDrawing.region(
                    lesion.boundingBox(width, height), lesion.condition().wording().english()))
            .toList();
    FrameTexts texts = new FrameTexts(lesions, quarter(lesions));
    List<Wording> descriptions =
        lesions.stream().map(lesion -> DESCRIBER.describe(lesion, random)).toList();
    return new ManifestRow(
        place.identifier(),
        place.image(),
        lesions.getFirst().condition().wording().english(),
        patient.name(),
        "",
        LesionDrawing.CLINICAL,
        "",
        texts.questions(random),
        RowTexts.byLanguage(texts.description(descriptions)),
        new TreeMap<>(),
        regions);
  }

  /** Where the largest lesion lies: 0 upper left, 1 upper right, 2 lower left, 3 lower right. */
  private static int quarter(List<LesionScene> lesions) {
    int side = 1000; // Boxes of a large square picture, so that the answer is the same at any size.
    return lesions.stream()
        .map(lesion -> lesion.boundingBox(2 * side, side))
        .max(Comparator.comparingInt(box -> box.width() * box.height()))
        .map(box ->
            (box.x() + box.width() / 2 < side ? 0 : 1)
                + (box.y() + box.height() / 2 < side / 2 ? 0 : 2))
        .orElseThrow();
  }
}
