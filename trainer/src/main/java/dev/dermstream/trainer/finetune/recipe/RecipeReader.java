package dev.dermstream.trainer.finetune.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.release.LabelName;
import dev.dermstream.trainer.dataset.GroupBy;
import dev.dermstream.trainer.optimize.AdamWConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the values of a recipe with their ranges; all problems are reported together. */
final class RecipeReader {
  static final String ROOT = "recipe";

  private static final Set<String> LANGUAGES = Set.of("en", "ko");
  private static final int MOST = 100_000_000;
  private static final double TOLERANCE = 1e-6;

  private final Config config;
  private final Settings settings;

  private RecipeReader(Config config, Settings settings) {
    this.config = config;
    this.settings = settings;
  }

  /**
   * Reads a recipe.
   *
   * @throws dev.dermstream.platform.config.ConfigurationException with every problem
   */
  static Recipe read(String name, Variant variant, Config config) {
    return Settings.read(
        config, ROOT, settings -> new RecipeReader(config, settings).recipe(name, variant));
  }

  private Recipe recipe(String name, Variant variant) {
    return new Recipe(
        name,
        variant,
        required("profile"),
        settings.text("group"),
        oneOf("base-bits", List.of(4, 32)),
        settings.number("context", 16, 1 << 20),
        languages(),
        labels(),
        data(),
        answers(),
        prompts(),
        lora(),
        training(),
        new EvaluationSettings(
            settings.number("evaluation.every", 1, MOST),
            settings.number("evaluation.examples", 1, MOST),
            settings.number("evaluation.keep", 1, 1000),
            settings.number("evaluation.patience", 0, MOST)),
        new TestSettings(
            settings.number("test.images", 0, MOST),
            settings.number("test.max-new-tokens", 1, 8192),
            settings.number("test.batch", 1, 1024),
            settings.number("test.replicates", 100, 100_000)),
        settings.size("feature-bytes", 0, Long.MAX_VALUE),
        config);
  }

  private String required(String key) {
    String text = settings.text(key);
    settings.require(!text.isBlank(), key, "must be given");
    return text;
  }

  private int oneOf(String key, List<Integer> allowed) {
    int number = settings.number(key, 0, MOST);
    settings.require(allowed.contains(number), key, "must be one of " + allowed);
    return number;
  }

  private List<String> languages() {
    List<String> languages = settings.texts("languages");
    settings.require(
        !languages.isEmpty() && LANGUAGES.containsAll(languages) && differ(languages),
        "languages",
        "must be en, ko or both");
    return languages;
  }

  private List<LabelName> labels() {
    List<LabelName> labels = new ArrayList<>();
    try {
      for (Config label : config.getConfigList(ROOT + ".labels")) {
        labels.add(new LabelName(labels.size(), label.getString("en"), label.getString("ko")));
      }
    } catch (ConfigException e) {
      settings.require(false, "labels", "must be a list of {en = NAME, ko = NAME}");
    }
    settings.require(
        differ(labels.stream().map(LabelName::english).toList())
            && differ(labels.stream().map(LabelName::korean).toList()),
        "labels",
        "must have names that differ");
    return labels;
  }

  private static boolean differ(List<String> texts) {
    return Set.copyOf(texts).size() == texts.size();
  }

  private DataSettings data() {
    List<String> flips = settings.texts("data.flips");
    settings.require(
        Set.of("mirrored", "upended").containsAll(flips),
        "data.flips",
        "must be mirrored, upended, both or none");
    return new DataSettings(
        choice("data.group-by", GroupBy.PATIENT),
        shares(),
        settings.decimal("data.validation-share", 0.001, 0.5),
        settings.number("data.split-seed", 0, Integer.MAX_VALUE),
        settings.number("data.images", 0, MOST),
        choice("data.bad-images", BadImages.STOP),
        flips.contains("mirrored"),
        flips.contains("upended"));
  }

  private List<Double> shares() {
    List<Double> shares = List.of();
    try {
      shares = config.getDoubleList(ROOT + ".data.shares");
    } catch (ConfigException e) {
      settings.require(false, "data.shares", "must be a list of numbers");
    }
    double sum = shares.stream().mapToDouble(share -> share).sum();
    settings.require(
        (shares.size() == 2 || shares.size() == 3)
            && shares.stream().allMatch(share -> share > 0)
            && Math.abs(sum - 1) <= TOLERANCE,
        "data.shares",
        "must be two or three shares over 0 that add up to 1");
    return shares;
  }

  private AnswerSettings answers() {
    List<AnswerForm> forms = new ArrayList<>();
    for (String word : settings.texts("answers.forms")) {
      forms.add(constant("answers.forms", word, AnswerForm.REPORT));
    }
    settings.require(
        !forms.isEmpty() && Set.copyOf(forms).size() == forms.size(),
        "answers.forms",
        "must name at least one form, and none twice");
    List<String> fields = settings.texts("answers.fields");
    settings.require(
        !forms.contains(AnswerForm.FIELDS) || (!fields.isEmpty() && differ(fields)),
        "answers.fields",
        "must name the fields, each once");
    return new AnswerSettings(
        forms,
        choice("answers.together", Together.EACH),
        choice("answers.loss-on", LossOn.ANSWER),
        fields,
        settings.number("answers.cluster-images", 1, MOST));
  }

  private PromptTexts prompts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (AnswerForm form : AnswerForm.values()) {
      if (form != AnswerForm.QUESTIONS) {
        for (String language : LANGUAGES) {
          String key = PromptTexts.key(form, language);
          texts.put(key, required("prompts." + key));
          settings.require(
              form != AnswerForm.CHOICE
                  || texts.getOrDefault(key, "").contains(PromptTexts.LABELS_PLACE),
              "prompts." + key,
              "must hold " + PromptTexts.LABELS_PLACE);
        }
      }
    }
    return new PromptTexts(texts);
  }

  private LoraSettings lora() {
    List<String> targets = settings.texts("lora.targets");
    settings.require(!targets.isEmpty(), "lora.targets", "must name at least one layer");
    return new LoraSettings(
        settings.number("lora.rank", 1, 4096),
        settings.decimal("lora.alpha", Double.MIN_NORMAL, 1e30),
        settings.decimal("lora.dropout", 0, 0.95),
        targets);
  }

  private TrainingSettings training() {
    int steps = settings.number("training.steps", 0, MOST);
    double epochs = settings.decimal("training.epochs", 0, 1e6);
    settings.require(
        (steps == 0) != (epochs == 0), "training", "needs steps or epochs, the other being 0");
    return new TrainingSettings(
        settings.number("training.batch", 1, 4096),
        settings.number("training.accumulate", 1, 4096),
        steps,
        epochs,
        settings.decimal("training.learning-rate", Double.MIN_NORMAL, 10),
        choice("training.schedule", Schedule.COSINE),
        settings.number("training.warmup-steps", 0, MOST),
        new AdamWConfig(
            settings.decimal("training.beta1", 0, 0.999999),
            settings.decimal("training.beta2", 0, 0.999999),
            settings.decimal("training.epsilon", 1e-30, 1),
            settings.decimal("training.weight-decay", 0, 10)),
        settings.decimal("training.max-gradient-norm", Double.MIN_NORMAL, 1e9),
        settings.flag("training.group-by-length"),
        settings.number("training.checkpoint-every", 1, MOST));
  }

  private <E extends Enum<E>> E choice(String key, E instead) {
    return constant(key, settings.text(key), instead);
  }

  private <E extends Enum<E>> E constant(String key, String word, E instead) {
    E[] all = instead.getDeclaringClass().getEnumConstants();
    for (E each : all) {
      if (word(each).equals(word)) {
        return each;
      }
    }
    settings.require(
        false,
        key,
        "must be one of %s, not %s"
            .formatted(
                Arrays.stream(all).map(RecipeReader::word).collect(Collectors.joining(", ")),
                word));
    return instead;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
