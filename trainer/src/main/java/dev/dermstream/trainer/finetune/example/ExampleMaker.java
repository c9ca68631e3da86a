package dev.dermstream.trainer.finetune.example;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.finetune.data.LabelSet;
import dev.dermstream.trainer.finetune.data.Picture;
import dev.dermstream.trainer.finetune.recipe.AnswerForm;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.finetune.recipe.Together;
import dev.dermstream.trainer.recipe.data.ReportText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Turns pictures into prompts and answers, as a recipe says. */
public final class ExampleMaker {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final String ENGLISH = "en";

  private final Recipe recipe;
  private final LabelSet labels;
  private final Map<String, TreeSet<Integer>> classesOf = new TreeMap<>();

  /**
   * A maker.
   *
   * @param training rows, whose classes are the choices of their modality
   */
  public ExampleMaker(Recipe recipe, LabelSet labels, List<ManifestRow> training) {
    this.recipe = recipe;
    this.labels = labels;
    for (ManifestRow row : training) {
      classesOf.computeIfAbsent(row.modality(), key -> new TreeSet<>()).add(labels.codeOf(row));
    }
  }

  /**
   * Where the scores of a side's pictures come from.
   *
   * @param scores of the clusters
   * @param confidence of every picture of the side
   */
  public record Scores(ClusterScores scores, List<ClassConfidence> confidence) {
    public Scores {
      confidence = List.copyOf(confidence);
    }
  }

  /**
   * All examples of a side.
   *
   * @param scores needed for reports alone
   * @param seed of the order in which the pictures are cut into parts
   */
  public List<Example> examples(List<Picture> pictures, Optional<Scores> scores, long seed) {
    List<Example> examples = new ArrayList<>();
    List<AnswerForm> forms = recipe.answers().forms();
    List<Integer> order =
        IntStream.range(0, pictures.size())
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(order, new Random(seed));
    for (int place = 0; place < order.size(); place++) {
      int part = (int) ((long) place * forms.size() / order.size());
      for (int form = 0; form < forms.size(); form++) {
        if (recipe.answers().together() == Together.EACH || form == part) {
          examples.addAll(of(pictures, order.get(place), forms.get(form), scores));
        }
      }
    }
    return examples;
  }

  private List<Example> of(
      List<Picture> pictures, int picture, AnswerForm form, Optional<Scores> scores) {
    ManifestRow row = pictures.get(picture).row();
    return switch (form) {
      case REPORT -> reports(row, picture, scores.orElseThrow());
      case CLASS_NAME, CLASS_NUMBER, CHOICE -> classes(row, picture, form);
      case QUESTIONS -> questions(row, picture);
      case CAPTION -> captions(row, picture);
      case FIELDS -> record(row, picture);
    };
  }

  private List<Example> reports(ManifestRow row, int picture, Scores scores) {
    List<Example> examples = new ArrayList<>();
    int code = labels.codeOf(row);
    ClassConfidence confidence = scores.confidence().get(picture);
    for (String language : recipe.languages()) {
      String summary = row.descriptions().get(language);
      if (summary != null) {
        ReportText report =
            new ReportText(
                scores.scores().scored(confidence, code, language),
                summary,
                scores.scores().similar(confidence, code, language));
        examples.add(example(picture, AnswerForm.REPORT, language, report.xml(), List.of()));
      }
    }
    return examples;
  }

  /** The caption, which is in English; the descriptions of an image that has none. */
  private List<Example> captions(ManifestRow row, int picture) {
    Map<String, String> texts =
        row.caption().isEmpty() ? row.descriptions() : Map.of(ENGLISH, row.caption());
    List<Example> examples = new ArrayList<>();
    for (String language : recipe.languages()) {
      String text = texts.get(language);
      if (text != null) {
        examples.add(example(picture, AnswerForm.CAPTION, language, text, List.of()));
      }
    }
    return examples;
  }

  private List<Example> classes(ManifestRow row, int picture, AnswerForm form) {
    int code = labels.codeOf(row);
    List<Example> examples = new ArrayList<>();
    for (String language : recipe.languages()) {
      String answer =
          form == AnswerForm.CLASS_NUMBER
              ? String.valueOf(labels.labels().get(code).idCode())
              : labels.name(code, language);
      List<String> choices =
          form == AnswerForm.CHOICE
              ? choices(row).stream().map(each -> labels.name(each, language)).toList()
              : List.of();
      if (named(code, language) && (form != AnswerForm.CHOICE || choices.size() > 1)) {
        examples.add(example(picture, form, language, answer, choices));
      }
    }
    return examples;
  }

  /** Whether a class has a name of its own in a language. */
  private boolean named(int code, String language) {
    return language.equals(ENGLISH)
        || !labels.name(code, language).equals(labels.name(code, ENGLISH))
        || !recipe.languages().contains(ENGLISH);
  }

  /** Numbers of the classes that an image of this modality may be of. */
  public List<Integer> choices(ManifestRow row) {
    TreeSet<Integer> own = classesOf.getOrDefault(row.modality(), new TreeSet<>());
    TreeSet<Integer> all = new TreeSet<>(own);
    all.add(labels.codeOf(row));
    return List.copyOf(all);
  }

  private List<Example> questions(ManifestRow row, int picture) {
    List<Example> examples = new ArrayList<>();
    for (QuestionAnswer pair : row.questions()) {
      if (recipe.languages().contains(pair.language())) {
        examples.add(
            new Example(
                picture,
                AnswerForm.QUESTIONS,
                pair.language(),
                pair.question(),
                pair.answer(),
                List.of()));
      }
    }
    return examples;
  }

  private List<Example> record(ManifestRow row, int picture) {
    List<String> fields = recipe.answers().fields();
    return recipe.languages().contains(ENGLISH) && row.fields().keySet().containsAll(fields)
        ? List.of(
            example(picture, AnswerForm.FIELDS, ENGLISH, record(fields, row.fields()), List.of()))
        : List.of();
  }

  /** One JSON object on a line, members in the order of the fields. */
  private static String record(List<String> fields, Map<String, String> values) {
    return fields.stream()
        .map(field -> GSON.toJson(field) + ": " + GSON.toJson(values.get(field)))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private Example example(
      int picture, AnswerForm form, String language, String answer, List<String> choices) {
    return new Example(
        picture, form, language, recipe.prompts().of(form, language), answer, choices);
  }
}
