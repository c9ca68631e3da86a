package dev.dermstream.platform.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins the defaults of every {@code reference.conf} on the class path, an optional file and system
 * properties (the strongest). A key that no {@code reference.conf} lists is an error, as is an
 * unset variable.
 */
public final class Configuration {
  private static final String ROOT = "dermstream";
  private static final List<String> SECRET_WORDS = List.of("password", "secret", "token", "key");

  private Configuration() {}

  /**
   * @param file a HOCON file, or null for the defaults alone
   * @throws ConfigurationException naming every unknown key, or what cannot be read
   */
  public static Config load(@Nullable Path file) {
    try {
      Config own =
          file == null
              ? ConfigFactory.empty()
              : ConfigFactory.parseFile(
                  file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
      Config properties = ConfigFactory.systemProperties();
      Config defaults = ConfigFactory.defaultReferenceUnresolved();
      Config effective =
          (properties.hasPath(ROOT) ? properties.withOnlyPath(ROOT) : ConfigFactory.empty())
              .withFallback(own)
              .withFallback(defaults)
              .resolve();
      requireKnown(effective, own, defaults.resolve());
      return effective;
    } catch (ConfigException e) {
      throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
    }
  }

  /** The effective values under {@code dermstream}, secrets masked, for the log at start. */
  public static String render(Config config) {
    Config effective = config.withOnlyPath(ROOT);
    for (Map.Entry<String, ConfigValue> entry : effective.entrySet()) {
      String key = entry.getKey().toLowerCase(Locale.ROOT);
      String last = key.substring(key.lastIndexOf('.') + 1);
      if (SECRET_WORDS.stream().anyMatch(last::contains)) {
        effective = effective.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef("(masked)"));
      }
    }
    return effective.root().render(ConfigRenderOptions.concise().setFormatted(true));
  }

  private static void requireKnown(Config effective, Config own, Config defaults) {
    List<String> unknown = new ArrayList<>();
    for (String root : own.root().keySet()) {
      if (!root.equals(ROOT)) {
        unknown.add(root + " is no key of this program; every key begins with " + ROOT);
      }
    }
    for (Map.Entry<String, ConfigValue> entry : effective.withOnlyPath(ROOT).entrySet()) {
      if (!defaults.hasPathOrNull(entry.getKey())) {
        unknown.add(
            "%s is no key of this program (%s)"
                .formatted(entry.getKey(), entry.getValue().origin().description()));
      }
    }
    if (!unknown.isEmpty()) {
      unknown.sort(null);
      throw new ConfigurationException(unknown);
    }
  }
}
