package dev.dermstream.trainer.tokenizer;

import dev.dermstream.trainer.lesion.LesionDescriber;
import dev.dermstream.trainer.lesion.LesionScene;
import dev.dermstream.trainer.lesion.SceneSampler;
import dev.dermstream.trainer.lesion.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Texts such as the demonstration model learns: descriptions in both languages, and reports. */
final class Texts {

  private Texts() {}

  static List<String> mixed(int scenes) {
    SplittableRandom random = new SplittableRandom(1);
    SceneSampler sampler = new SceneSampler();
    LesionDescriber describer = new LesionDescriber();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < scenes; i++) {
      LesionScene scene = sampler.sample(i % 15, random);
      Wording description = describer.describe(scene, random);
      texts.add(description.english());
      texts.add(description.korean());
      texts.add(
          "<root><label id_code=\"%d\" score=\"%d.%d\">%s</label><summary>%s</summary></root>"
              .formatted(
                  i % 15,
                  random.nextInt(100),
                  random.nextInt(10),
                  scene.condition().wording().english(),
                  description.english()));
    }
    return texts;
  }
}
