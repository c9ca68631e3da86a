package dev.dermstream.trainer.finetune.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import dev.dermstream.platform.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Recipes: built-in ones by name, others by path. A recipe states under {@code recipe} what differs
 * from {@code recipes/defaults.conf}, and under {@code demonstration} what a small model needs
 * otherwise. A file may start from a built-in one: {@code include
 * classpath("recipes/tumour15-b.conf")}.
 */
public final class RecipeFile {
  private static final String DEMONSTRATION = "demonstration";
  private static final List<String> SUPERVISIONS = List.of("questions", "captions", "both");
  private static final List<String> SIZES = List.of("500", "1000", "all");

  private RecipeFile() {}

  /** The built-in recipes. */
  public static List<String> names() {
    List<String> names =
        new ArrayList<>(List.of("tumour15-a", "tumour15-b", "tumour15-c", "tumour15-d"));
    for (String supervision : SUPERVISIONS) {
      SIZES.forEach(size -> names.add("bacterial-vqa-" + supervision + "-" + size));
    }
    names.addAll(List.of("pigmented8", "lesion-extract", "mm-skin"));
    return List.copyOf(names);
  }

  /**
   * Reads a recipe.
   *
   * @param nameOrPath a built-in name, or a file
   * @throws ConfigurationException with every key that is unknown, missing or out of range
   */
  public static Recipe read(String nameOrPath, Variant variant) {
    boolean builtIn = names().contains(nameOrPath);
    try {
      Config own = builtIn ? resource(nameOrPath) : file(Path.of(nameOrPath));
      Config defaults = resource("defaults");
      List<String> unknown = new ArrayList<>();
      requireKnown(own, defaults, unknown);
      if (!unknown.isEmpty()) {
        throw new ConfigurationException(unknown);
      }
      Config effective = own.withoutPath(DEMONSTRATION).withFallback(defaults);
      if (variant == Variant.DEMONSTRATION) {
        effective = demonstration(nameOrPath, own).withFallback(effective);
      }
      String name = builtIn ? nameOrPath : String.valueOf(Path.of(nameOrPath).getFileName());
      return RecipeReader.read(
          name.endsWith(".conf") ? name.substring(0, name.length() - 5) : name,
          variant,
          effective.resolve());
    } catch (ConfigException e) {
      throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
    }
  }

  /**
   * Reads the settings that a run was made by, as its folder keeps them.
   *
   * @throws ConfigurationException if the file holds no settings of a run
   */
  public static Recipe ofRun(Path file) {
    Config config = file(file);
    try {
      return RecipeReader.read(
          config.getString("run.recipe"),
          Variant.of(config.getString("run.variant")),
          config.withOnlyPath(RecipeReader.ROOT));
    } catch (ConfigException e) {
      throw new ConfigurationException(List.of(file + ": " + e.getMessage()));
    }
  }

  /** Most images of each side of a run; 0 for all. */
  public static int limitOfRun(Path file) {
    try {
      return file(file).getInt("run.limit");
    } catch (ConfigException e) {
      throw new ConfigurationException(List.of(file + ": " + e.getMessage()));
    }
  }

  private static Config resource(String name) {
    return ConfigFactory.parseResources(
            RecipeFile.class.getClassLoader(),
            "recipes/" + name + ".conf",
            ConfigParseOptions.defaults().setAllowMissing(false))
        .resolve(ConfigResolveOptions.noSystem());
  }

  private static Config file(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new ConfigurationException(
          List.of(
              "%s is no file and none of the recipes %s"
                  .formatted(path, String.join(", ", names()))));
    }
    return ConfigFactory.parseFile(
            path.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
        .resolve(ConfigResolveOptions.noSystem());
  }

  private static Config demonstration(String name, Config own) {
    if (!own.hasPath(DEMONSTRATION)) {
      throw new ConfigurationException(
          List.of("recipe %s has no section %s".formatted(name, DEMONSTRATION)));
    }
    return own.getConfig(DEMONSTRATION).atPath(RecipeReader.ROOT);
  }

  private static void requireKnown(Config own, Config defaults, List<String> unknown) {
    for (Map.Entry<String, ConfigValue> entry : own.entrySet()) {
      String key = entry.getKey();
      String known =
          key.startsWith(DEMONSTRATION + ".")
              ? RecipeReader.ROOT + key.substring(DEMONSTRATION.length())
              : key;
      if (!defaults.hasPathOrNull(known)) {
        unknown.add(
            "%s is no key of a recipe (%s)"
                .formatted(key, entry.getValue().origin().description()));
      }
    }
    unknown.sort(null);
  }
}
