package dev.dermstream.trainer.recipe;

import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.recipe.data.Augmentation;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.TextCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Pictures with their descriptions, the same number of every class.
 *
 * @param pictures numbers
 * @param augmentations one for each
 * @param texts token ids of each description
 * @param classes of each
 */
@SuppressWarnings("ArrayRecordComponent") // made for one step
record ImageTextPairs(
    int[] pictures, List<Augmentation> augmentations, List<int[]> texts, int[] classes) {
  private static final Language[] LANGUAGES = Language.values();

  /** Draws {@code perClass} pictures of every class, each described in a language by chance. */
  static ImageTextPairs draw(
      MixedPictures set, int perClass, TextCodec codec, RandomGenerator random) {
    int classCount = set.classCount();
    int[] pictures = new int[perClass * classCount];
    int[] classes = new int[pictures.length];
    List<Augmentation> augmentations = new ArrayList<>();
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < pictures.length; i++) {
      int classNumber = i % classCount;
      pictures[i] = set.ofClass(classNumber, random.nextInt(set.countOf(classNumber)));
      classes[i] = classNumber;
      augmentations.add(Augmentation.random(random));
      Language language = LANGUAGES[random.nextInt(LANGUAGES.length)];
      texts.add(codec.encode(set.description(pictures[i]).in(language)));
    }
    return new ImageTextPairs(pictures, augmentations, texts, classes);
  }
}
