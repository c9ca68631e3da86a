package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.lesion.LesionDescriber;
import dev.dermstream.trainer.lesion.LesionFields;
import dev.dermstream.trainer.lesion.LesionPainter;
import dev.dermstream.trainer.lesion.LesionScene;
import dev.dermstream.trainer.lesion.SceneSampler;
import dev.dermstream.trainer.lesion.Wording;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Figures of bacterial infections: a paper reports one disease in two to six figures, each of
 * another patient, with a caption and three questions in English.
 */
final class BacterialDrawing implements Drawing {
  private static final SceneSampler SAMPLER = new SceneSampler();
  private static final LesionPainter PAINTER = new LesionPainter();
  private static final LesionDescriber DESCRIBER = new LesionDescriber();

  private final List<BacterialInfection> infections = List.of(BacterialInfection.values());
  private final List<Look> looks =
      Arrays.stream(BacterialInfection.values()).map(BacterialInfection::look).toList();

  @Override
  public List<BacterialInfection> classes() {
    return infections;
  }

  @Override
  public DrawnPicture draw(Place place, int width, int height) {
    int classNumber = (int) (place.index() % looks.size());
    BacterialInfection infection = infections.get(classNumber);
    Look look = looks.get(classNumber);
    Groups.Member paper = Groups.PAPERS.of(place, classNumber, place.index() / looks.size());
    RandomGenerator random = place.random();
    LesionScene scene = SAMPLER.sample(look.condition(), look.presentation(), random);
    Wording description = DESCRIBER.describe(scene, random);
    return new DrawnPicture(
        PAINTER.paint(scene, width, height),
        new ManifestRow(
            place.identifier(),
            place.image(),
            infection.wording().english(),
            "",
            paper.name(),
            LesionDrawing.CLINICAL,
            FigureCaption.of(scene, LesionDrawing.CLINICAL, paper.member() + 1, random),
            new InfectionQuestions(infection, scene, random).ask(),
            RowTexts.byLanguage(description),
            LesionFields.of(scene, description.english()),
            List.of(LesionDrawing.region(scene.boundingBox(width, height), ""))));
  }
}
