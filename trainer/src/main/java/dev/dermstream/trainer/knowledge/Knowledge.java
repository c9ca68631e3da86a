package dev.dermstream.trainer.knowledge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A knowledge file, JSON or HOCON; {@code knowledge/skin.conf}, which is shipped, says what it
 * holds. Immutable.
 */
public final class Knowledge {
  private static final String SHIPPED = "knowledge/skin.conf";
  private static final String ANY_IMAGE = "image";

  private final List<ClassKnowledge> classes;
  private final Map<String, ClassKnowledge> byName = new HashMap<>();
  private final Config wording;

  private Knowledge(Config file) {
    wording = file;
    classes = file.getConfigList("classes").stream().map(Knowledge::readClass).toList();
    for (ClassKnowledge each : classes) {
      Stream.concat(each.names().stream(), each.labels().stream())
          .forEach(name -> addName(name, each));
    }
    for (TextLanguage language : TextLanguage.values()) {
      requireWording(language);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is not such a file; the message says what is wrong and where
   */
  public static Knowledge read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return of(
        file.toString(),
        () ->
            ConfigFactory.parseFile(
                file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)));
  }

  /** The file that is shipped: classes of tumour15, pigmented8, and bacterial skin infections. */
  public static Knowledge shipped() throws IOException {
    return of(
        SHIPPED, () -> ConfigFactory.parseResources(Knowledge.class.getClassLoader(), SHIPPED));
  }

  private static Knowledge of(String name, java.util.function.Supplier<Config> parsed)
      throws IOException {
    try {
      return new Knowledge(parsed.get().resolve());
    } catch (ConfigException | IllegalArgumentException e) {
      throw new IOException(name + " is no knowledge file: " + e.getMessage(), e);
    }
  }

  private static ClassKnowledge readClass(Config entry) {
    Map<TextLanguage, ClassTexts> texts = new EnumMap<>(TextLanguage.class);
    for (TextLanguage language : TextLanguage.values()) {
      texts.put(language, readTexts(entry.getConfig(language.tag())));
    }
    return new ClassKnowledge(
        entry.getString("name"), texts(entry, "aliases"), texts(entry, "labels"), texts);
  }

  private static ClassTexts readTexts(Config entry) {
    Map<QuestionKind, String> facts = new EnumMap<>(QuestionKind.class);
    Stream.of(QuestionKind.values())
        .filter(QuestionKind::isGeneral)
        .forEach(kind -> facts.put(kind, entry.getString(kind.key())));
    List<String> features = entry.getStringList("features");
    if (features.isEmpty()) {
      throw new IllegalArgumentException(entry.origin().description() + ": features is empty");
    }
    return new ClassTexts(
        entry.getString("name"),
        features,
        facts,
        texts(entry, "differentials"),
        entry.getString("example"));
  }

  private static List<String> texts(Config entry, String key) {
    return entry.hasPath(key) ? entry.getStringList(key) : List.of();
  }

  private void addName(String name, ClassKnowledge each) {
    ClassKnowledge other = byName.putIfAbsent(folded(name), each);
    if (other != null && !other.equals(each)) {
      throw new IllegalArgumentException(
          "%s is a name of %s and of %s".formatted(name, other.name(), each.name()));
    }
  }

  private void requireWording(TextLanguage language) {
    Stream.of(QuestionKind.values())
        .filter(kind -> kind != QuestionKind.FIELD)
        .filter(kind -> questions(kind, language).isEmpty())
        .findFirst()
        .ifPresent(kind -> {
          throw new IllegalArgumentException(
              "questions.%s.%s is empty".formatted(kind.key(), language.tag()));
        });
    if (descriptions(language).isEmpty()) {
      throw new IllegalArgumentException("descriptions." + language.tag() + " is empty");
    }
    noted(language);
    image("", language);
  }

  /** All classes, in the order of the file. */
  public List<ClassKnowledge> classes() {
    return classes;
  }

  /** A class by any of its names, whatever the case. */
  public Optional<ClassKnowledge> find(String className) {
    return Optional.ofNullable(byName.get(folded(className)));
  }

  private static String folded(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /** Ways to ask, with {@code {class}} or {@code {field}} to be filled in. */
  public List<String> questions(QuestionKind kind, TextLanguage language) {
    return wording.getStringList("questions." + kind.key() + "." + language.tag());
  }

  /** Ways to describe, with {@code {class}}, {@code {image}} and {@code {features}}. */
  public List<String> descriptions(TextLanguage language) {
    return wording.getStringList("descriptions." + language.tag());
  }

  /** A sentence about {@code {fields}}; empty where the language has none. */
  public String noted(TextLanguage language) {
    return wording.getString("noted." + language.tag());
  }

  /** A modality in words; a word for any image where it is not known. */
  public String image(String modality, TextLanguage language) {
    String key = images().getOrDefault(folded(modality), ANY_IMAGE);
    return wording.getString("images." + key + "." + language.tag());
  }

  /** The modalities that have words of their own, in alphabetical order. */
  public List<String> modalities() {
    return images().values().stream().filter(key -> !key.equals(ANY_IMAGE)).sorted().toList();
  }

  private Map<String, String> images() {
    return wording.getObject("images").keySet().stream()
        .collect(Collectors.toMap(Objects::requireNonNull, key -> key));
  }
}
