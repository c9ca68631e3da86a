package dev.dermstream.trainer.drawn;

import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.dataset.Region;
import dev.dermstream.trainer.lesion.BoundingBox;
import dev.dermstream.trainer.lesion.Condition;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.LesionDescriber;
import dev.dermstream.trainer.lesion.LesionFields;
import dev.dermstream.trainer.lesion.LesionPainter;
import dev.dermstream.trainer.lesion.LesionQuestions;
import dev.dermstream.trainer.lesion.LesionScene;
import dev.dermstream.trainer.lesion.SceneSampler;
import dev.dermstream.trainer.lesion.Wording;
import dev.dermstream.trainer.lesion.WrongAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Photographs of lesions: patients with one to three pictures, each of one and the same lesion. */
final class LesionDrawing implements Drawing {
  /** What a manifest calls photographs. */
  static final String CLINICAL = "clinical";

  private static final SceneSampler SAMPLER = new SceneSampler();
  private static final LesionPainter PAINTER = new LesionPainter();
  private static final LesionDescriber DESCRIBER = new LesionDescriber();
  private static final LesionQuestions QUESTIONS = new LesionQuestions();

  private final List<Look> looks;

  LesionDrawing(List<Look> looks) {
    this.looks = List.copyOf(looks);
  }

  @Override
  public List<Condition> classes() {
    return looks.stream().map(Look::condition).toList();
  }

  @Override
  public DrawnPicture draw(Place place, int width, int height) {
    int classNumber = (int) (place.index() % looks.size());
    Groups.Member patient = Groups.PATIENTS.of(place, classNumber, place.index() / looks.size());
    RandomGenerator random = place.random();
    LesionScene scene = scene(looks.get(classNumber), place, patient, random);
    RgbImage picture = PAINTER.paint(scene, width, height);
    Wording description = DESCRIBER.describe(scene, random);
    return new DrawnPicture(
        picture,
        new ManifestRow(
            place.identifier(),
            place.image(),
            scene.condition().wording().english(),
            patient.name(),
            "",
            CLINICAL,
            "",
            questions(scene, classes(), random),
            RowTexts.byLanguage(description),
            LesionFields.of(scene, description.english()),
            List.of(region(scene.boundingBox(width, height), ""))));
  }

  /** The lesion of a patient; in the first picture as it was sampled, then in other views. */
  static LesionScene scene(Look look, Place place, Groups.Member patient, RandomGenerator random) {
    LesionScene lesion =
        SAMPLER.sample(look.condition(), look.presentation(), place.shared(patient));
    return patient.member() == 0 ? lesion : SAMPLER.anotherView(lesion, random);
  }

  /** Three questions in each language, all with wrong answers. */
  static List<QuestionAnswer> questions(
      LesionScene scene, List<? extends Condition> classes, RandomGenerator random) {
    List<QuestionAnswer> pairs = new ArrayList<>();
    for (var asked : QUESTIONS.ask(scene, random)) {
      List<Wording> wrong = WrongAnswers.of(asked, scene, classes, random);
      for (Language language : Language.values()) {
        pairs.add(RowTexts.question(language, asked.question(), asked.answer(), wrong));
      }
    }
    return pairs;
  }

  static Region region(BoundingBox box, String className) {
    return new Region(box.x(), box.y(), box.width(), box.height(), className);
  }
}
