package dev.dermstream.trainer.finetune.loop;

import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.data.Flip;
import dev.dermstream.trainer.finetune.data.Picture;
import dev.dermstream.trainer.finetune.example.Example;
import dev.dermstream.trainer.finetune.example.Sequences;
import dev.dermstream.trainer.finetune.features.FeatureStore;
import dev.dermstream.trainer.finetune.features.FeatureStore.Wanted;
import dev.dermstream.trainer.finetune.recipe.DataSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The examples of a side with their pictures; samples are drawn from it. Not thread-safe. */
public final class TrainingSet {
  private static final long PURPOSE = 2;

  private final List<Picture> pictures;
  private final List<Example> examples;
  private final Sequences sequences;
  private final FeatureStore features;
  private final List<List<Flip>> flips = new ArrayList<>();
  private final int[] lengths;

  /**
   * Of a side.
   *
   * @throws FineTuneException if there is no example, or one is too long
   */
  public TrainingSet(
      String side,
      List<Picture> pictures,
      List<Example> examples,
      Sequences sequences,
      FeatureStore features,
      DataSettings settings)
      throws IOException {
    if (examples.isEmpty()) {
      throw new FineTuneException(
          "no image of the %s side has what the recipe's answers are made from (answers.forms, languages)"
              .formatted(side));
    }
    this.pictures = List.copyOf(pictures);
    this.examples = List.copyOf(examples);
    this.sequences = sequences;
    this.features = features;
    this.lengths = new int[examples.size()];
    for (int i = 0; i < lengths.length; i++) {
      Example example = examples.get(i);
      lengths[i] = sequences.of(example, pictures, new SplittableRandom(0)).length();
      flips.add(Flip.allowed(settings, example.words()));
    }
  }

  /** Number of examples. */
  public int size() {
    return lengths.length;
  }

  int[] lengths() {
    return lengths.clone();
  }

  /** The example of a draw, its choices ordered and its picture changed by the place of it. */
  Sample sample(UpdatePlan.Draw draw, long seed) throws IOException {
    Example example = examples.get(draw.example());
    SplittableRandom random = Seeds.at(seed, PURPOSE, draw.place());
    Flip flip = flip(draw.example(), random);
    return new Sample(
        sequences.of(example, pictures, random),
        features.of(pictures.get(example.picture()), flip).tokens());
  }

  /** The picture that a draw will need. */
  Wanted wanted(UpdatePlan.Draw draw, long seed) {
    return new Wanted(
        pictures.get(examples.get(draw.example()).picture()),
        flip(draw.example(), Seeds.at(seed, PURPOSE, draw.place())));
  }

  private Flip flip(int example, SplittableRandom random) {
    List<Flip> allowed = flips.get(example);
    return allowed.get(random.nextInt(allowed.size()));
  }
}
