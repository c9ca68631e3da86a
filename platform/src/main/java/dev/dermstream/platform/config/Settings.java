package dev.dermstream.platform.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads one component's values with their ranges. A problem does not stop the reading: {@link
 * #read} reports all of them together.
 */
public final class Settings {
  private final Config config;
  private final String path;
  private final List<String> problems = new ArrayList<>();

  private Settings(Config config, String path) {
    this.config = config;
    this.path = path;
  }

  /**
   * Maps the values under a path to a component's record.
   *
   * @throws ConfigurationException with every missing, mistyped or out-of-range value
   */
  public static <T> T read(Config root, String path, Function<Settings, T> mapping) {
    Settings settings = new Settings(root, path);
    T mapped = mapping.apply(settings);
    if (!settings.problems.isEmpty()) {
      throw new ConfigurationException(settings.problems);
    }
    return mapped;
  }

  public String text(String key) {
    return value(key, config::getString, "");
  }

  public boolean flag(String key) {
    return value(key, config::getBoolean, false);
  }

  /** A whole number within the closed range. */
  public int number(String key, int least, int most) {
    int number = value(key, config::getInt, least);
    require(number >= least && number <= most, key, "must be %d to %d".formatted(least, most));
    return number;
  }

  /** A number within the closed range. */
  public double decimal(String key, double least, double most) {
    double number = value(key, config::getDouble, least);
    require(number >= least && number <= most, key, "must be %s to %s".formatted(least, most));
    return number;
  }

  /** Whole numbers, each within the closed range. */
  public List<Integer> numbers(String key, int least, int most) {
    List<Integer> numbers = value(key, config::getIntList, List.of());
    require(
        numbers.stream().allMatch(number -> number >= least && number <= most),
        key,
        "must be numbers from %d to %d".formatted(least, most));
    return numbers;
  }

  /** Texts, in their order. */
  public List<String> texts(String key) {
    return value(key, config::getStringList, List.of());
  }

  /** A TCP port; 0 lets the system choose. */
  public int port(String key) {
    return number(key, 0, 65_535);
  }

  /** A size such as {@code 64 MiB}, in bytes, within the closed range. */
  public int bytes(String key, long least, long most) {
    return Math.clamp(size(key, least, most), 0, Integer.MAX_VALUE);
  }

  /** A size such as {@code 64 GiB}, in bytes, within the closed range. */
  public long size(String key, long least, long most) {
    long bytes = value(key, config::getBytes, least);
    require(bytes >= least && bytes <= most, key, "must be %d to %d bytes".formatted(least, most));
    return bytes;
  }

  /** A time such as {@code 500ms} within the closed range. */
  public Duration duration(String key, Duration least, Duration most) {
    Duration duration = value(key, config::getDuration, least);
    require(
        duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0,
        key,
        "must be %s to %s".formatted(least, most));
    return duration;
  }

  /** Records a problem unless the relation holds. */
  public void require(boolean holds, String key, String problem) {
    if (!holds) {
      problems.add(path + "." + key + " " + problem);
    }
  }

  private <T> T value(String key, Function<String, T> getter, T instead) {
    try {
      return getter.apply(path + "." + key);
    } catch (ConfigException e) {
      problems.add(String.valueOf(e.getMessage()));
      return instead;
    }
  }
}
