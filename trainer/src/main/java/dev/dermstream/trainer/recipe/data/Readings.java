package dev.dermstream.trainer.recipe.data;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.drawn.DrawnSet;
import dev.dermstream.trainer.lesion.Condition;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.Wording;
import dev.dermstream.trainer.recipe.data.ReportText.ScoredName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Texts that the base reads without a picture, as large bases have read the web: reports, records,
 * captions, names and numbers of classes in the forms that recipes ask for, with names and scores
 * by chance. They say nothing of any picture. Without them words that occur in names alone would be
 * in no training text at all, and an adapter can hardly make the frozen head write such words.
 * Immutable and thread-safe.
 */
public final class Readings {
  private static final Language[] LANGUAGES = Language.values();
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final int MOST_CHOICES = 8;
  private static final int MOST_SIMILAR = 5;
  private static final int NUMBERS = 30;
  private static final double PERCENT = 100;

  /** Of all drawn sets. */
  private static final List<Wording> NAMES =
      Arrays.stream(DrawnSet.values())
          .flatMap(set -> set.classes().stream())
          .map(Condition::wording)
          .distinct()
          .toList();

  private final MixedPictures pictures;
  private final RecipePrompts prompts = new RecipePrompts();
  private final List<Integer> withCaption;
  private final List<Integer> withFields;
  private final List<Integer> withQuestions;

  /** Readings whose descriptions, captions, records and answers are those of the pictures. */
  public Readings(MixedPictures pictures) {
    this.pictures = pictures;
    List<ManifestRow> rows = IntStream.range(0, pictures.count()).mapToObj(pictures::row).toList();
    List<Integer> all = IntStream.range(0, rows.size()).boxed().toList();
    withCaption = all.stream().filter(i -> !rows.get(i).caption().isEmpty()).toList();
    withFields = all.stream().filter(i -> !rows.get(i).fields().isEmpty()).toList();
    withQuestions = all.stream().filter(i -> !rows.get(i).questions().isEmpty()).toList();
  }

  /** The form of a text, with how often it is read and whether it is long. */
  public enum Form {
    REPORT(0.40, true),
    RECORD(0.10, true),
    CAPTION(0.10, true),
    ANSWER(0.15, false),
    NAME(0.13, false),
    CHOICE(0.07, false),
    NUMBER(0.05, false);

    private final double share;
    private final boolean takesSpace;

    Form(double share, boolean takesSpace) {
      this.share = share;
      this.takesSpace = takesSpace;
    }

    /** Whether a text has a hundred tokens rather than ten. */
    public boolean isLong() {
      return takesSpace;
    }

    /** One by chance. */
    public static Form next(RandomGenerator random) {
      double draw = random.nextDouble();
      for (Form form : values()) {
        draw -= form.share;
        if (draw < 0) {
          return form;
        }
      }
      return REPORT;
    }
  }

  /** What is asked and what is answered. */
  public record Reading(String prompt, String answer) {}

  /** A text of a form; a report where no picture has what the form is about. */
  public Reading next(Form form, RandomGenerator random) {
    Language language = LANGUAGES[random.nextInt(LANGUAGES.length)];
    return switch (form) {
      case REPORT -> report(language, random);
      case RECORD ->
          withFields.isEmpty()
              ? report(language, random)
              : new Reading(
                  prompts.of("fields", language), GSON.toJson(any(withFields, random).fields()));
      case CAPTION ->
          withCaption.isEmpty()
              ? report(language, random)
              : new Reading(Prompts.CAPTION, any(withCaption, random).caption());
      case ANSWER ->
          withQuestions.isEmpty()
              ? report(language, random)
              : answer(any(withQuestions, random), random);
      case NAME -> new Reading(prompts.of("class-name", language), name(language, random));
      case CHOICE -> choice(language, random);
      case NUMBER ->
          new Reading(
              prompts.of("class-number", language), String.valueOf(random.nextInt(NUMBERS)));
    };
  }

  private ManifestRow any(List<Integer> numbers, RandomGenerator random) {
    return pictures.row(numbers.get(random.nextInt(numbers.size())));
  }

  private static String name(Language language, RandomGenerator random) {
    return NAMES.get(random.nextInt(NAMES.size())).in(language);
  }

  private static Reading answer(ManifestRow row, RandomGenerator random) {
    QuestionAnswer pair = row.questions().get(random.nextInt(row.questions().size()));
    return new Reading(pair.question(), pair.answer());
  }

  private Reading choice(Language language, RandomGenerator random) {
    List<String> labels = names(2 + random.nextInt(MOST_CHOICES - 1), language, random);
    String prompt = prompts.of("choice", language).replace("{labels}", String.join(", ", labels));
    return new Reading(prompt, labels.get(random.nextInt(labels.size())));
  }

  private Reading report(Language language, RandomGenerator random) {
    List<String> names = names(1 + random.nextInt(MOST_SIMILAR + 1), language, random);
    double[] scores =
        random.doubles(names.size()).map(score -> -PERCENT * score).sorted().toArray();
    List<ScoredName> scored = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      scored.add(new ScoredName(random.nextInt(NUMBERS), -scores[i], names.get(i)));
    }
    String description = pictures.description(random.nextInt(pictures.count())).in(language);
    ReportText report =
        new ReportText(scored.getFirst(), description, scored.subList(1, scored.size()));
    return new Reading(prompts.of("report", language), report.xml());
  }

  private static List<String> names(int count, Language language, RandomGenerator random) {
    List<String> names = new ArrayList<>();
    while (names.size() < count) {
      String name = name(language, random);
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }
}
