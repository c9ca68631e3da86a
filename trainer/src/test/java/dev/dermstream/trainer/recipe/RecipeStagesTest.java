package dev.dermstream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.trainer.drawn.DrawnSet;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.recipe.data.MixedCorpus;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.MixedPictures.Part;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import dev.dermstream.trainer.recipe.data.ReleaseTokenizer;
import dev.dermstream.trainer.tokenizer.BpeTrainer;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import dev.dermstream.trainer.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeStagesTest {
  private static final ModelSize SIZE = TinyModel.SIZE;
  private static final StageConfig STAGE = new StageConfig(12, 2, 5e-3, 0.01, 1);
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(2);

  private static MixedPictures pictures;
  private static ReleaseTokenizer codec;

  @BeforeAll
  static void drawPicturesAndTrainATokenizer(@TempDir Path folder) throws IOException {
    pictures =
        MixedPictures.draw(
            List.of(new Part(DrawnSet.TUMOUR15, 0, 60)),
            1,
            new PixelLevels(SIZE.imageSize()),
            THREADS,
            () -> {});
    BpeTrainer trainer = new BpeTrainer();
    MixedCorpus.texts(pictures, trainer::add);
    TokenizerFiles.write(
        folder, trainer.train(SpecialTokens.ALL, SIZE.vocabSize()), SIZE.maxPositions());
    codec = ReleaseTokenizer.read(folder.resolve("tokenizer.json"), SIZE.vocabSize());
  }

  @AfterAll
  static void close() {
    codec.close();
    THREADS.close();
  }

  @Test
  void theContrastiveLossFallsAndOneSeedGivesOneEncoder() {
    Idefics3Config config = configuration();
    double[] first;
    float[] weights;
    try (ContrastiveStage stage = new ContrastiveStage(pictures, 2, codec, config.vision(), 3)) {
      first = stage.train(STAGE, 3, THREADS);
      weights = someWeights(stage);
      assertThat(stage.anchors().vectors().shape()).containsExactly(15, SIZE.visionHidden());
    }
    assertThat(mean(first, 9, 12)).isLessThan(mean(first, 0, 3));

    try (ContrastiveStage stage = new ContrastiveStage(pictures, 2, codec, config.vision(), 3);
        ExecutorService one = Executors.newSingleThreadExecutor()) {
      assertThat(stage.train(STAGE, 3, one)).isEqualTo(first);
      assertThat(someWeights(stage)).isEqualTo(weights);
    }
  }

  @Test
  void theLossOfTheAnswersFalls() {
    Idefics3Config config = configuration();
    try (EagerParameters parameters = EagerParameters.initialize(ParameterShapes.of(config), 3);
        ContrastiveStage untrained = new ContrastiveStage(pictures, 2, codec, config.vision(), 3)) {
      AnswerStage stage =
          new AnswerStage(
              pictures,
              new BaseLessons(pictures, codec, SIZE.imageTokens(), new BatchSizes(4, 4)),
              parameters,
              new EagerModel(config, parameters),
              untrained.anchors(),
              codec.idOf(SpecialTokens.END_OF_TEXT));

      double[] losses = stage.train(STAGE, 3, THREADS);

      assertThat(mean(losses, 9, 12)).isLessThan(mean(losses, 0, 3));
    }
  }

  private static Idefics3Config configuration() {
    return SIZE.configuration(codec.size(), codec.idOf(SpecialTokens.IMAGE));
  }

  private static float[] someWeights(ContrastiveStage stage) {
    return stage
        .visionWeights()
        .get(ParameterShapes.VISION + "encoder.layers.0.mlp.fc1.weight")
        .toFloats();
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).average().orElseThrow();
  }
}
