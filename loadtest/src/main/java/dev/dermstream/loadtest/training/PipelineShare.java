package dev.dermstream.loadtest.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.drawn.DrawnSet;
import dev.dermstream.trainer.eager.AdamW;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.optimize.AdamWConfig;
import dev.dermstream.trainer.recipe.data.Augmentation;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.MixedPictures.Part;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import dev.dermstream.trainer.recipe.data.Prompts;
import dev.dermstream.trainer.recipe.data.ReleaseTokenizer;
import dev.dermstream.trainer.recipe.data.SequenceBatch;
import dev.dermstream.trainer.recipe.data.TextCodec;
import dev.dermstream.trainer.recipe.data.TokenSequence;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How long training waits for its data: a batch is chosen, flipped, recoloured, worded and turned
 * into tokens in the training thread, as the recipe does it, then the step runs on it.
 *
 * <p>Arguments: model directory, steps. Prints {@code data} and {@code compute} in nanoseconds.
 */
final class PipelineShare {
  private static final int PICTURES = 150;
  private static final int BATCH = 32;

  private PipelineShare() {}

  public static void main(String[] arguments) throws IOException {
    Path model = Path.of(arguments[0]);
    int steps = Integer.parseInt(arguments[1]);
    Checkpoint checkpoint = Checkpoint.read(model);
    int size = checkpoint.config().vision().imageSize();
    MixedPictures pictures;
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      pictures =
          MixedPictures.draw(
              List.of(new Part(DrawnSet.TUMOUR15, 0, PICTURES)),
              1,
              new PixelLevels(size),
              threads,
              () -> {});
    }
    try (ReleaseTokenizer tokenizer =
            ReleaseTokenizer.read(
                model.resolve("tokenizer.json"), checkpoint.config().text().vocabSize());
        EagerParameters weights = EagerParameters.of(checkpoint.tensors())) {
      int imageTokens = checkpoint.config().imageTokens();
      EagerModel eager = new EagerModel(checkpoint.config(), weights);
      weights.trainOnly(name -> true);
      SplittableRandom random = new SplittableRandom(1);
      long data = 0;
      long compute = 0;
      try (AdamW optimizer = new AdamW(weights, AdamWConfig.withWeightDecay(0.01), 1)) {
        for (int step = -Options.WARMUP; step < steps; step++) {
          long begin = System.nanoTime();
          Batch batch = batch(pictures, tokenizer, imageTokens, random);
          long prepared = System.nanoTime();
          Autograd.backward(
              weights.manager(),
              manager -> {
                NDArray states =
                    eager.visionStates(
                        manager.create(batch.pixels(), new Shape(BATCH, 3, size, size)));
                NDArray embeds =
                    eager.inputsEmbeds(
                        manager, batch.sequences().ids(), eager.imageFeatures(states));
                return eager.loss(
                    eager.hiddenStates(embeds, batch.sequences().mask()),
                    batch.sequences().labels());
              });
          optimizer.step(1e-4);
          if (step >= 0) {
            data += prepared - begin;
            compute += System.nanoTime() - prepared;
          }
        }
      }
      System.out.println("data " + data / steps);
      System.out.println("compute " + compute / steps);
    }
  }

  private static Batch batch(
      MixedPictures pictures, TextCodec codec, int imageTokens, SplittableRandom random) {
    int[] numbers = new int[BATCH];
    List<Augmentation> augmentations = new ArrayList<>();
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      numbers[i] = random.nextInt(pictures.count());
      augmentations.add(Augmentation.random(random));
      QuestionAnswer pair = pictures.row(numbers[i]).questions().getFirst();
      sequences.add(
          TokenSequence.of(
              codec.encode(Prompts.of(pair.question(), imageTokens)),
              codec.encode(pair.answer() + SpecialTokens.END_OF_UTTERANCE)));
    }
    return new Batch(pictures.values(numbers, augmentations), SequenceBatch.of(sequences, 0));
  }

  @SuppressWarnings("ArrayRecordComponent") // made for one step
  private record Batch(float[] pixels, SequenceBatch sequences) {}
}
