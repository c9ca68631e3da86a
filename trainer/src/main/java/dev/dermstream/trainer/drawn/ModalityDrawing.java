package dev.dermstream.trainer.drawn;

import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.dataset.Region;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.LesionDescriber;
import dev.dermstream.trainer.lesion.LesionFields;
import dev.dermstream.trainer.lesion.LesionPainter;
import dev.dermstream.trainer.lesion.LesionScene;
import dev.dermstream.trainer.lesion.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Six conditions in three modalities: photographs, dermoscopy, and sections of tissue. Index i
 * shows condition {@code i % 6} in modality {@code i / 6 % 3}; a patient's pictures are of one
 * modality.
 */
final class ModalityDrawing implements Drawing {
  private static final LesionPainter PAINTER = new LesionPainter();
  private static final LesionDescriber DESCRIBER = new LesionDescriber();

  private final List<ModalityCondition> conditions = List.of(ModalityCondition.values());

  @Override
  public List<ModalityCondition> classes() {
    return conditions;
  }

  @Override
  public DrawnPicture draw(Place place, int width, int height) {
    int classNumber = (int) (place.index() % conditions.size());
    long round = place.index() / conditions.size();
    Modality[] modalities = Modality.values();
    int turn = (int) (round % modalities.length);
    Modality modality = modalities[turn];
    Groups.Member patient =
        Groups.PATIENTS.of(
            place, turn * conditions.size() + classNumber, round / modalities.length);
    ModalityCondition condition = conditions.get(classNumber);
    RandomGenerator random = place.random();
    return switch (modality) {
      case CLINICAL ->
          lesion(
              place,
              patient,
              modality,
              LesionDrawing.scene(
                  new Look(condition, condition.clinical()), place, patient, random),
              random,
              width,
              height);
      case DERMOSCOPIC ->
          lesion(
              place,
              patient,
              modality,
              LesionDrawing.scene(
                  new Look(condition, condition.dermoscopic()), place, patient, random),
              random,
              width,
              height);
      case PATHOLOGY -> section(place, patient, condition, random, width, height);
    };
  }

  private DrawnPicture lesion(
      Place place,
      Groups.Member patient,
      Modality modality,
      LesionScene scene,
      RandomGenerator random,
      int width,
      int height) {
    RgbImage picture = PAINTER.paint(scene, width, height);
    Wording description = DESCRIBER.describe(scene, random);
    List<QuestionAnswer> questions = new ArrayList<>(modality.question());
    questions.addAll(
        LesionDrawing.questions(scene, conditions, random).subList(0, 2 * questions.size()));
    return new DrawnPicture(
        picture,
        row(
            place,
            patient,
            modality,
            scene.condition().wording().english(),
            FigureCaption.of(scene, modality.word(), patient.member() + 1, random),
            questions,
            description,
            LesionFields.of(scene, description.english()),
            List.of(LesionDrawing.region(scene.boundingBox(width, height), ""))));
  }

  private DrawnPicture section(
      Place place,
      Groups.Member patient,
      ModalityCondition condition,
      RandomGenerator random,
      int width,
      int height) {
    RgbImage picture = new SectionPainter(condition, random).paint(width, height);
    SectionTexts texts = new SectionTexts(condition);
    List<QuestionAnswer> questions = new ArrayList<>(Modality.PATHOLOGY.question());
    questions.addAll(texts.questions(random));
    return new DrawnPicture(
        picture,
        row(
            place,
            patient,
            Modality.PATHOLOGY,
            condition.wording().english(),
            texts.caption(patient.member() + 1),
            questions,
            texts.description(random),
            new TreeMap<>(),
            List.of()));
  }

  private static ManifestRow row(
      Place place,
      Groups.Member patient,
      Modality modality,
      String className,
      String caption,
      List<QuestionAnswer> questions,
      Wording description,
      SortedMap<String, String> fields,
      List<Region> regions) {
    return new ManifestRow(
        place.identifier(),
        place.image(),
        className,
        patient.name(),
        "",
        modality.word(),
        caption,
        questions,
        RowTexts.byLanguage(description),
        fields,
        regions);
  }

  /** How a picture was taken. */
  private enum Modality {
    CLINICAL(new Wording("A clinical photograph", "임상 사진")),
    DERMOSCOPIC(new Wording("A dermoscopic picture", "더모스코피 사진")),
    PATHOLOGY(new Wording("A histological section", "조직 절편"));

    private static final Wording QUESTION =
        new Wording("What kind of picture is this?", "이것은 어떤 종류의 사진입니까?");
    private static final Wording NONE = new Wording("An ultrasound scan", "초음파 영상");

    private final Wording answer;

    Modality(Wording answer) {
      this.answer = answer;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** In each language. */
    List<QuestionAnswer> question() {
      List<Wording> wrong = new ArrayList<>();
      Arrays.stream(values())
          .filter(other -> other != this)
          .forEach(other -> wrong.add(other.answer));
      wrong.add(NONE);
      return Arrays.stream(Language.values())
          .map(language -> RowTexts.question(language, QUESTION, answer, wrong))
          .toList();
    }
  }
}
