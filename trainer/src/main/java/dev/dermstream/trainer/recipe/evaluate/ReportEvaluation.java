package dev.dermstream.trainer.recipe.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.recipe.data.PictureSet;
import dev.dermstream.trainer.recipe.data.Prompts;
import dev.dermstream.trainer.recipe.data.TextCodec;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Lets the model write reports on pictures, greedily, and judges them. */
public final class ReportEvaluation {
  private static final int BATCH = 15;

  private final EagerModel model;
  private final EagerParameters parameters;
  private final TextCodec codec;
  private final int imageTokens;
  private final int maxNewTokens;
  private final ExecutorService threads;

  /**
   * An evaluation.
   *
   * @param imageTokens tokens that stand for one image
   * @param maxNewTokens a report that has not ended by then is cut there
   * @param threads compute, while the caller waits
   */
  public ReportEvaluation(
      EagerModel model,
      EagerParameters parameters,
      TextCodec codec,
      int imageTokens,
      int maxNewTokens,
      ExecutorService threads) {
    this.model = model;
    this.parameters = parameters;
    this.codec = codec;
    this.imageTokens = imageTokens;
    this.maxNewTokens = maxNewTokens;
    this.threads = threads;
  }

  /**
   * Judges one report on each of the first pictures of a set.
   *
   * @param written called after every batch with its number of pictures, from any thread
   */
  public ReportFigures judge(
      PictureSet pictures, int count, Language language, IntConsumer written) {
    String[] texts = new String[count];
    List<Runnable> batches = new ArrayList<>();
    for (int first = 0; first < count; first += BATCH) {
      int[] numbers = IntStream.range(first, Math.min(count, first + BATCH)).toArray();
      batches.add(() -> {
        List<String> reports = write(pictures, numbers, language);
        for (int i = 0; i < numbers.length; i++) {
          texts[numbers[i]] = reports.get(i);
        }
        written.accept(numbers.length);
      });
    }
    Threads.runAll(threads, batches);
    return ReportFigures.of(
        Arrays.asList(texts), Arrays.copyOf(pictures.classes(), count), language);
  }

  /** The reports that the model writes on some pictures. */
  public List<String> write(PictureSet pictures, int[] numbers, Language language) {
    int[] prompt = codec.encode(Prompts.of(Prompts.report(language), imageTokens));
    long[][] ids = new long[numbers.length][];
    long[][] mask = new long[numbers.length][prompt.length];
    for (int row = 0; row < ids.length; row++) {
      ids[row] = Arrays.stream(prompt).asLongStream().toArray();
      Arrays.fill(mask[row], 1);
    }
    long[][] answers =
        Autograd.withoutGradient(() -> {
          try (NDManager step = parameters.manager().newSubManager()) {
            NDArray pixels =
                step.create(
                    pictures.values(numbers),
                    new Shape(numbers.length, 3, pictures.size(), pictures.size()));
            NDArray features = model.imageFeatures(model.visionStates(pixels));
            return model.greedy(model.inputsEmbeds(step, ids, features), mask, maxNewTokens);
          }
        });
    return Arrays.stream(answers).map(this::text).toList();
  }

  private String text(long[] answer) {
    int end = codec.idOf(SpecialTokens.END_OF_UTTERANCE);
    int[] ids =
        Arrays.stream(answer).takeWhile(id -> id != end).mapToInt(Math::toIntExact).toArray();
    return codec.decode(ids);
  }
}
