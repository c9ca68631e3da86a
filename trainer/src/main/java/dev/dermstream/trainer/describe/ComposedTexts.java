package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.knowledge.ClassKnowledge;
import dev.dermstream.trainer.knowledge.ClassTexts;
import dev.dermstream.trainer.knowledge.Knowledge;
import dev.dermstream.trainer.knowledge.QuestionKind;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Composes texts from the knowledge file and what a row says, without any model. What is written is
 * typical of the class or noted in the row: nobody has looked at the image. The choice among
 * wordings, facts and distractors depends on the seed and the row's identifier alone.
 */
public final class ComposedTexts implements TextSource {
  private static final List<QuestionKind> GENERAL =
      Stream.of(QuestionKind.values()).filter(QuestionKind::isGeneral).toList();

  private final Knowledge knowledge;
  private final WrongAnswers wrong;
  private final long seed;

  /**
   * @param rows of the whole manifest, whose fields' values are each other's distractors
   * @param seed of every choice
   */
  public ComposedTexts(Knowledge knowledge, List<ManifestRow> rows, long seed) {
    this.knowledge = knowledge;
    this.wrong = new WrongAnswers(knowledge, rows);
    this.seed = seed;
  }

  @Override
  public Written.Texts write(
      ManifestRow row, ClassKnowledge known, TextLanguage language, Wanted wanted) {
    // The one generator whose numbers are specified, so that a seed means the same for ever.
    Random random =
        new Random(
            seed
                ^ ((long) row.identifier().hashCode() << Integer.SIZE)
                ^ language.tag().hashCode());
    Optional<String> description =
        wanted.description()
            ? Optional.of(description(row, known, language, random))
            : Optional.empty();
    List<QuestionAnswer> questions = new ArrayList<>();
    for (Asked asked : chosen(row, wanted, language, random)) {
      questions.add(question(asked, row, known, language, wanted.distractors(), random));
    }
    return new Written.Texts(description, questions);
  }

  /**
   * A question to be.
   *
   * @param field that a question of that kind is about; else empty
   */
  record Asked(QuestionKind kind, String field) {}

  private String description(
      ManifestRow row, ClassKnowledge known, TextLanguage language, Random random) {
    ClassTexts texts = known.in(language);
    String described =
        one(knowledge.descriptions(language), random)
            .replace("{image}", knowledge.image(row.modality(), language))
            .replace("{class}", texts.name())
            .replace("{features}", texts.findings(language));
    String noted = knowledge.noted(language);
    if (noted.isEmpty() || row.fields().isEmpty()) {
      return described;
    }
    String fields =
        row.fields().entrySet().stream()
            .map(field -> words(field.getKey()) + ": " + field.getValue())
            .collect(Collectors.joining("; "));
    return described + " " + noted.replace("{fields}", fields);
  }

  /** General ones first; where the row says too little, more of them stand in. */
  private List<Asked> chosen(ManifestRow row, Wanted wanted, TextLanguage language, Random random) {
    List<Asked> general =
        new ArrayList<>(GENERAL.stream().map(kind -> new Asked(kind, "")).toList());
    List<Asked> aboutImage = new ArrayList<>(aboutImage(row, language, wanted.distractors()));
    Collections.shuffle(general, random);
    Collections.shuffle(aboutImage, random);
    int images = Math.min(aboutImage.size(), wanted.questions() - wanted.general());
    List<Asked> chosen = new ArrayList<>(general.subList(0, wanted.questions() - images));
    chosen.addAll(aboutImage.subList(0, images));
    return chosen;
  }

  private List<Asked> aboutImage(ManifestRow row, TextLanguage language, int distractors) {
    List<Asked> asked = new ArrayList<>();
    asked.add(new Asked(QuestionKind.DIAGNOSIS, ""));
    asked.add(new Asked(QuestionKind.FINDINGS, ""));
    if (knowledge.modalities().contains(row.modality())) {
      asked.add(new Asked(QuestionKind.MODALITY, ""));
    }
    if (!knowledge.questions(QuestionKind.FIELD, language).isEmpty()) {
      row.fields().keySet().stream()
          .filter(field -> wrong.knowsOthers(field, distractors))
          .forEach(field -> asked.add(new Asked(QuestionKind.FIELD, field)));
    }
    return asked;
  }

  private QuestionAnswer question(
      Asked asked,
      ManifestRow row,
      ClassKnowledge known,
      TextLanguage language,
      int distractors,
      Random random) {
    String question =
        one(knowledge.questions(asked.kind(), language), random)
            .replace("{class}", known.in(language).name())
            .replace("{field}", words(asked.field()));
    String answer = answer(asked, row, known, language);
    return new QuestionAnswer(
        question,
        answer,
        language.tag(),
        wrong.choose(asked, row, known, language, answer, distractors, random));
  }

  private String answer(Asked asked, ManifestRow row, ClassKnowledge known, TextLanguage language) {
    ClassTexts texts = known.in(language);
    return switch (asked.kind()) {
      case SITES, CAUSE, COURSE, TREATMENT -> texts.fact(asked.kind());
      case DIAGNOSIS -> texts.name();
      case FINDINGS -> capitalized(texts.findings(language));
      case MODALITY -> knowledge.image(row.modality(), language);
      case FIELD -> row.fields().getOrDefault(asked.field(), "");
    };
  }

  static String capitalized(String phrase) {
    return phrase.substring(0, 1).toUpperCase(Locale.ROOT) + phrase.substring(1);
  }

  private static String words(String field) {
    return field.replace('_', ' ');
  }

  private static String one(List<String> wordings, Random random) {
    return wordings.get(random.nextInt(wordings.size()));
  }
}
