package dev.dermstream.trainer.knowledge;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A class of skin disease.
 *
 * @param name its English name
 * @param aliases other names of it, in any language
 * @param labels what data sets call it, although the words mean more
 * @param texts by language, all of them
 */
public record ClassKnowledge(
    String name, List<String> aliases, List<String> labels, Map<TextLanguage, ClassTexts> texts) {
  public ClassKnowledge {
    aliases = List.copyOf(aliases);
    labels = List.copyOf(labels);
    texts = Map.copyOf(texts);
  }

  /** What is known in a language. */
  public ClassTexts in(TextLanguage language) {
    return Objects.requireNonNull(texts.get(language), () -> name + " has no " + language);
  }

  /** Every name by which a text can mean this class and no other. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    names.add(name);
    names.addAll(aliases);
    texts.values().forEach(each -> names.add(each.name()));
    return names;
  }
}
