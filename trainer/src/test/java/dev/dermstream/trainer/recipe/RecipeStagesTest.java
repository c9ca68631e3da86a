package dev.dermstream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.recipe.data.AnswerWriter;
import dev.dermstream.trainer.recipe.data.Corpus;
import dev.dermstream.trainer.recipe.data.PictureSet;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import dev.dermstream.trainer.recipe.data.ReleaseTokenizer;
import dev.dermstream.trainer.recipe.data.ReportScores;
import dev.dermstream.trainer.recipe.data.Split;
import dev.dermstream.trainer.tokenizer.BpeTrainer;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import dev.dermstream.trainer.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeStagesTest {
  private static final ModelSize SIZE = TinyRecipe.SIZE;
  private static final StageConfig STAGE = new StageConfig(12, 2, 5e-3, 0.01, 1);
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(2);

  private static PictureSet pictures;
  private static ReleaseTokenizer codec;

  @BeforeAll
  static void drawPicturesAndTrainATokenizer(@TempDir Path folder) throws IOException {
    pictures =
        PictureSet.draw(
            Split.TRAINING, 60, 1, new PixelLevels(SIZE.imageSize()), THREADS, () -> {});
    BpeTrainer trainer = new BpeTrainer();
    Corpus.texts(pictures, trainer::add);
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
              new ReportLessons(
                  new AnswerWriter(pictures, scores(), codec, SIZE.imageTokens()),
                  new BatchSizes(4, 4)),
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

  private static List<ReportScores> scores() {
    double[] even = new double[15];
    Arrays.fill(even, 1.0 / 15);
    return IntStream.range(0, pictures.count())
        .mapToObj(
            i -> new ReportScores(pictures.classOf(i), new ClassConfidence(new double[15], even)))
        .toList();
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).average().orElseThrow();
  }
}
