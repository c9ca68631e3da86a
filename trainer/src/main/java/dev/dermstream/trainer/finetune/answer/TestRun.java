package dev.dermstream.trainer.finetune.answer;

import dev.dermstream.trainer.eager.EagerAdapter;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.finetune.base.BaseModel;
import dev.dermstream.trainer.finetune.data.Flip;
import dev.dermstream.trainer.finetune.data.LabelSet;
import dev.dermstream.trainer.finetune.data.Picture;
import dev.dermstream.trainer.finetune.example.ExampleMaker;
import dev.dermstream.trainer.finetune.example.Sequences;
import dev.dermstream.trainer.finetune.features.FeatureStore;
import dev.dermstream.trainer.finetune.recipe.AnswerForm;
import dev.dermstream.trainer.finetune.recipe.PromptTexts;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.recipe.Progress;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Lets a trained adapter answer the test side. */
public final class TestRun {
  private final Recipe recipe;
  private final BaseModel base;
  private final EagerAdapter adapter;
  private final LabelSet labels;
  private final ExampleMaker maker;
  private final Sequences sequences;
  private final FeatureStore features;
  private final ExecutorService threads;
  private final EagerModel model;
  private final int padding;

  /** Of an adapter, which stays the caller's. */
  public TestRun(
      Recipe recipe,
      BaseModel base,
      EagerAdapter adapter,
      LabelSet labels,
      ExampleMaker maker,
      Sequences sequences,
      FeatureStore features,
      ExecutorService threads) {
    this.recipe = recipe;
    this.base = base;
    this.adapter = adapter;
    this.labels = labels;
    this.maker = maker;
    this.sequences = sequences;
    this.features = features;
    this.threads = threads;
    this.model = base.model(adapter.adapter(new EagerOps(adapter.parameters().manager())));
    this.padding = base.codec().idOf(SpecialTokens.END_OF_TEXT);
  }

  /**
   * Texts in the order of the pictures.
   *
   * @param mostTokens of an answer
   */
  WrittenAnswers write(List<Picture> pictures, int mostTokens) throws IOException {
    List<Asked> asked = new TestQuestions(recipe).of(pictures);
    GreedyDecoder decoder =
        new GreedyDecoder(
            model,
            new int[] {base.config().imageTokens(), base.config().text().hiddenSize()},
            base.codec().idOf(SpecialTokens.END_OF_UTTERANCE),
            padding);
    List<Integer> sorted =
        IntStream.range(0, asked.size())
            .boxed()
            .sorted(
                Comparator.comparing((Integer i) -> asked.get(i).form())
                    .thenComparingInt(i -> asked.get(i).prompt().length()))
            .toList();
    List<Future<List<String>>> running = new ArrayList<>();
    int batch = recipe.test().batch();
    try (Progress progress = new Progress("Answers to the test side", Math.max(1, asked.size()))) {
      for (int first = 0; first < sorted.size(); first += batch) {
        List<Asked> part =
            sorted.subList(first, Math.min(sorted.size(), first + batch)).stream()
                .map(asked::get)
                .toList();
        running.add(
            threads.submit(() -> {
              List<String> texts = write(decoder, part, mostTokens);
              progress.step(part.size());
              return texts;
            }));
      }
      String[] texts = new String[asked.size()];
      int place = 0;
      for (Future<List<String>> part : running) {
        for (String text : await(part)) {
          texts[sorted.get(place++)] = text;
        }
      }
      WrittenAnswers answers = new WrittenAnswers(recipe, labels);
      for (int i = 0; i < texts.length; i++) {
        answers.add(asked.get(i), texts[i]);
      }
      return answers;
    }
  }

  private List<String> write(GreedyDecoder decoder, List<Asked> part, int mostTokens)
      throws IOException {
    List<int[]> prompts = new ArrayList<>();
    List<float[]> images = new ArrayList<>();
    int longest = 0;
    for (Asked each : part) {
      int[] prompt = sequences.prompt(each.prompt());
      longest = Math.max(longest, prompt.length);
      prompts.add(prompt);
      images.add(features.of(each.picture(), Flip.NONE).tokens());
    }
    int room = Math.max(1, Math.min(mostTokens, sequences.longest() - longest));
    return decoder.write(adapter.parameters().manager(), prompts, images, room).stream()
        .map(base.codec()::decode)
        .toList();
  }

  /** Whether the recipe's answers tell classes apart. */
  boolean classifies() {
    return recipe.answers().has(AnswerForm.REPORT)
        || recipe.answers().has(AnswerForm.CLASS_NAME)
        || recipe.answers().has(AnswerForm.CHOICE);
  }

  /** Class probabilities in the order of the pictures. */
  Predicted predict(List<Picture> pictures) throws IOException {
    AnswerLikelihoods likelihoods =
        new AnswerLikelihoods(
            model, base.config().imageTokens(), base.config().text().hiddenSize(), padding);
    try (Progress progress = new Progress("Likelihoods of the classes", pictures.size())) {
      List<Future<double[]>> running = new ArrayList<>();
      for (Picture picture : pictures) {
        running.add(
            threads.submit(() -> {
              double[] row = probabilities(likelihoods, picture);
              progress.step(1);
              return row;
            }));
      }
      Predicted predicted = new Predicted(labels.size());
      for (int i = 0; i < running.size(); i++) {
        predicted.add(
            labels.codeOf(pictures.get(i).row()),
            pictures.get(i).row().modality(),
            recipe.data().groupOf(pictures.get(i).row()),
            await(running.get(i)));
      }
      return predicted;
    }
  }

  private double[] probabilities(AnswerLikelihoods likelihoods, Picture picture)
      throws IOException {
    String language = recipe.languages().getFirst();
    boolean choice = recipe.answers().has(AnswerForm.CHOICE);
    boolean report = recipe.answers().has(AnswerForm.REPORT);
    List<Integer> codes =
        choice ? maker.choices(picture.row()) : IntStream.range(0, labels.size()).boxed().toList();
    AnswerForm form =
        report ? AnswerForm.REPORT : choice ? AnswerForm.CHOICE : AnswerForm.CLASS_NAME;
    String prompt = recipe.prompts().of(form, language);
    List<int[]> answers = new ArrayList<>();
    for (int code : codes) {
      answers.add(
          report
              ? sequences.beginning(
                  "<root><label id_code=\"%d\" score=\""
                      .formatted(labels.labels().get(code).idCode()))
              : sequences.answer(labels.name(code, language)));
    }
    double[] some =
        likelihoods.of(
            adapter.parameters().manager(),
            sequences.prompt(choice ? listed(prompt, codes, picture, language) : prompt),
            features.of(picture, Flip.NONE).tokens(),
            answers);
    double[] all = new double[labels.size()];
    for (int i = 0; i < some.length; i++) {
      all[codes.get(i)] = some[i];
    }
    return all;
  }

  /** In an order that is random, and the same for an image for ever. */
  private String listed(String prompt, List<Integer> codes, Picture picture, String language) {
    List<String> names = new ArrayList<>();
    codes.forEach(code -> names.add(labels.name(code, language)));
    Collections.shuffle(names, new Random(picture.digest().hashCode()));
    return prompt.replace(PromptTexts.LABELS_PLACE, String.join(", ", names));
  }

  private static <T> T await(Future<T> part) throws IOException {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the test side is answered", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(cause.getMessage(), cause);
      }
      throw new IllegalStateException("The test side could not be answered", e.getCause());
    }
  }
}
