package dev.dermstream.trainer.recipe.data;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import dev.dermstream.trainer.lesion.Language;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What recipes ask with unless they say otherwise. */
final class RecipePrompts {
  private static final String DEFAULTS = "recipes/defaults.conf";

  /** By form and language, for example {@code report-en}. */
  private final Map<String, String> prompts = new TreeMap<>();

  RecipePrompts() {
    ConfigObject texts =
        ConfigFactory.parseResources(
                RecipePrompts.class.getClassLoader(),
                DEFAULTS,
                ConfigParseOptions.defaults().setAllowMissing(false))
            .getObject("recipe.prompts");
    texts.forEach((key, prompt) -> prompts.put(key, prompt.unwrapped().toString()));
  }

  List<String> all() {
    return List.copyOf(prompts.values());
  }

  /**
   * One of them.
   *
   * @param form as recipes write it
   */
  String of(String form, Language language) {
    String key =
        form
            + switch (language) {
              case ENGLISH -> "-en";
              case KOREAN -> "-ko";
            };
    String prompt = prompts.get(key);
    if (prompt == null) {
      throw new IllegalArgumentException(DEFAULTS + " has no prompt " + key);
    }
    return prompt;
  }
}
