package dev.dermstream.trainer.describe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.trainer.chat.ChatMessage;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.knowledge.ClassKnowledge;
import dev.dermstream.trainer.knowledge.ClassTexts;
import dev.dermstream.trainer.knowledge.Knowledge;
import dev.dermstream.trainer.knowledge.QuestionKind;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a model is asked about an image: the rules, one example of the class with its answer, and
 * the image. Of the row it is told class, modality and fields, and neither names nor captions.
 */
final class Prompts {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final int MOST_WORDS = 120;

  private final Knowledge knowledge;
  private final ComposedTexts composed;

  Prompts(Knowledge knowledge) {
    this.knowledge = knowledge;
    this.composed = new ComposedTexts(knowledge, List.of(), 0);
  }

  List<ChatMessage> of(
      ManifestRow row, ClassKnowledge known, TextLanguage language, Wanted wanted) {
    ManifestRow example = example(row, known);
    return List.of(
        new ChatMessage("system", rules(language, wanted)),
        new ChatMessage("user", asked(example, known, language)),
        new ChatMessage("assistant", answer(example, known, language, wanted)),
        new ChatMessage("user", asked(row, known, language)));
  }

  private static String rules(TextLanguage language, Wanted wanted) {
    int images = wanted.questions() - wanted.general();
    return """
    You write texts from which a model learns to read images of skin. The diagnosis is known and given. \
    Answer in %s with one JSON object and nothing else:
    {"description": "...", "questions": [{"about": "class", "question": "...", "answer": "...", \
    "distractors": ["..."]}]}
    description: at most %d words on what is seen in this image: colour, shape, border, surface, arrangement.
    questions: %d with "about": "class", on the disease itself, and %d with "about": "image", \
    answered by looking at this image.
    distractors: %d wrong but plausible answers of the same kind and length, none of them right.
    Name no disease other than the one given, except in distractors. Say nothing that cannot be seen or is not known.
    """
        .formatted(language.english(), MOST_WORDS, wanted.general(), images, wanted.distractors());
  }

  private String asked(ManifestRow row, ClassKnowledge known, TextLanguage language) {
    ClassTexts texts = known.in(language);
    String facts =
        List.of(QuestionKind.SITES, QuestionKind.CAUSE, QuestionKind.COURSE, QuestionKind.TREATMENT)
            .stream()
            .map(kind -> "%s: %s".formatted(kind.key(), texts.fact(kind)))
            .collect(Collectors.joining("\n"));
    String fields =
        row.fields().entrySet().stream()
            .map(field -> "\nnoted %s: %s".formatted(field.getKey(), field.getValue()))
            .collect(Collectors.joining());
    return "diagnosis: %s\nimage: %s\nfindings: %s\n%s%s"
        .formatted(
            texts.name(),
            knowledge.image(row.modality(), language),
            texts.findings(language),
            facts,
            fields);
  }

  /** Another image of the class and the same kind, of which nothing is noted. */
  private static ManifestRow example(ManifestRow row, ClassKnowledge known) {
    SortedMap<String, String> none = new TreeMap<>();
    return new ManifestRow(
        "example",
        "example.jpg",
        known.name(),
        "",
        "",
        row.modality(),
        "",
        List.of(),
        none,
        none,
        List.of());
  }

  private String answer(
      ManifestRow example, ClassKnowledge known, TextLanguage language, Wanted wanted) {
    JsonObject answer = new JsonObject();
    answer.addProperty("description", known.in(language).example());
    JsonArray questions = new JsonArray();
    List<QuestionAnswer> pairs =
        new ArrayList<>(composed.write(example, known, language, wanted).questions());
    for (int i = 0; i < pairs.size(); i++) {
      JsonObject pair = new JsonObject();
      pair.addProperty("about", i < wanted.general() ? "class" : "image");
      pair.addProperty("question", pairs.get(i).question());
      pair.addProperty("answer", pairs.get(i).answer());
      pair.add("distractors", GSON.toJsonTree(pairs.get(i).distractors()));
      questions.add(pair);
    }
    answer.add("questions", questions);
    return GSON.toJson(answer);
  }
}
