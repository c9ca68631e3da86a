package dev.dermstream.trainer.recipe;

import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.recipe.data.Augmentation;
import dev.dermstream.trainer.recipe.data.PictureSet;
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
 * @param classes id_code of each
 */
@SuppressWarnings("ArrayRecordComponent") // made for one step
record ImageTextPairs(
    int[] pictures, List<Augmentation> augmentations, List<int[]> texts, int[] classes) {
  private static final Language[] LANGUAGES = Language.values();

  /** Draws {@code perClass} pictures of every class, each described in a language by chance. */
  static ImageTextPairs draw(
      PictureSet set, int perClass, TextCodec codec, RandomGenerator random) {
    int classCount = LesionClass.count();
    int[] pictures = new int[perClass * classCount];
    int[] classes = new int[pictures.length];
    List<Augmentation> augmentations = new ArrayList<>();
    List<int[]> texts = new ArrayList<>();
    int rounds = set.count() / classCount;
    for (int i = 0; i < pictures.length; i++) {
      // Picture numbers of one class are a residue of the number of classes.
      pictures[i] = random.nextInt(rounds) * classCount + i % classCount;
      classes[i] = set.classOf(pictures[i]);
      augmentations.add(Augmentation.random(random));
      Language language = LANGUAGES[random.nextInt(LANGUAGES.length)];
      texts.add(codec.encode(set.description(pictures[i]).in(language)));
    }
    return new ImageTextPairs(pictures, augmentations, texts, classes);
  }
}
