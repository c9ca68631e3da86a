package dev.dermstream.node.repository;

import dev.dermstream.node.engine.EngineChoice;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.Precision;
import dev.dermstream.node.engine.Provider;
import dev.dermstream.node.engine.WideSession;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads {@code serving.properties}; a problem does not stop the reading, all are reported. */
final class ServingPropertiesFile {
  private static final Pattern SHAPE = Pattern.compile("(-1|\\d{1,9})(,\\d{1,9}){0,9}");
  private static final String OPTION = "option.";
  private static final int MOST_ROWS = 4096;
  private static final int LONGEST_DELAY_MILLIS = 60_000;
  private static final int LONGEST_QUEUE = 100_000;
  private static final int MOST_WORKERS = 256;
  private static final int MOST_WARMUP_RUNS = 1000;
  private static final int LONGEST_RUN_SECONDS = 86_400;

  /** What DJL Serving knows and this node does not do; each with the reason. */
  private static final Map<String, String> NOT_HERE =
      Map.of(
          "translatorFactory", "models are served by their tensors",
          "max_idle_time", "workers are not scaled down",
          "log_request_metric", "metrics are always kept",
          "metrics_aggregation", "metrics are never sampled",
          "retry_threshold", "an engine that fails is always built anew",
          "required_memory_mb", "memory is not reserved ahead",
          "gpu.required_memory_mb", "memory is not reserved ahead",
          "reserved_memory_mb", "memory is not reserved ahead",
          "gpu.reserved_memory_mb", "memory is not reserved ahead");

  private static final Set<String> KNOWN =
      Set.of(
          "engine",
          "load_on_devices",
          "batch_size",
          "max_batch_delay",
          "job_queue_size",
          "minWorkers",
          "maxWorkers",
          "cpu.minWorkers",
          "cpu.maxWorkers",
          "gpu.minWorkers",
          "gpu.maxWorkers");

  private final Map<String, String> values;
  private final Set<String> problems = new LinkedHashSet<>();

  private ServingPropertiesFile(Map<String, String> values) {
    this.values = values;
  }

  static ServingProperties read(Path file) throws IOException {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IllegalArgumentException e) {
        throw new IOException(file + ": a \\u escape is malformed", e);
      }
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, property(properties, key)));
    ServingPropertiesFile reading = new ServingPropertiesFile(values);
    ServingProperties read = reading.map();
    if (!reading.problems.isEmpty()) {
      throw new IOException(file + ": " + String.join("; ", reading.problems));
    }
    return read;
  }

  private static String property(Properties properties, String key) {
    return properties.getProperty(key, "").strip();
  }

  private ServingProperties map() {
    values.keySet().forEach(this::requireKnown);
    int batchSize = number("batch_size", 1, MOST_ROWS, 1);
    return new ServingProperties(
        choice("engine", EngineChoice::parse),
        devices(),
        batchSize,
        preferredSizes(batchSize),
        Duration.ofMillis(number("max_batch_delay", 0, LONGEST_DELAY_MILLIS, 5)),
        number("job_queue_size", 1, LONGEST_QUEUE, 1000),
        workers("cpu.", Runtime.getRuntime().availableProcessors()),
        workers("gpu.", 2),
        choice(OPTION + "ortDevice", Provider::parse),
        choice(OPTION + "precision", Precision::parse),
        threads(),
        choice(OPTION + "wide_session", WideSession::parse),
        flag(OPTION + "load_on_start", true),
        choice(OPTION + "versions", ServingPropertiesFile::allVersions).orElse(false),
        number(OPTION + "warmup", 0, MOST_WARMUP_RUNS, 1),
        Duration.ofSeconds(number(OPTION + "run_limit", 1, LONGEST_RUN_SECONDS, 60)),
        flag(OPTION + "dangerous_operators", false),
        shapes(),
        text(OPTION + "image_input"),
        text(OPTION + "base"),
        options());
  }

  private void requireKnown(String key) {
    String reason = NOT_HERE.get(key);
    if (reason != null) {
      problems.add(key + " is not available here: " + reason);
    } else if (!KNOWN.contains(key) && !key.startsWith(OPTION)) {
      problems.add(key + " is unknown");
    }
  }

  private List<String> devices() {
    Optional<List<String>> devices =
        EngineConfig.devices(values.getOrDefault("load_on_devices", "*"));
    require(devices.isPresent(), "load_on_devices must be * or cpu, gpu0, gpu1 ... with ; between");
    return devices.orElse(List.of());
  }

  private List<Integer> preferredSizes(int batchSize) {
    String key = OPTION + "preferred_batch_sizes";
    List<Integer> sizes = new ArrayList<>();
    int last = 0;
    for (String written : values.getOrDefault(key, "").split(",", -1)) {
      if (!written.isBlank()) {
        int size = parsed(written.strip(), last);
        if (size <= last || size > batchSize) {
          problems.add(key + " must ascend from 1 to batch_size");
          return List.of();
        }
        sizes.add(size);
        last = size;
      }
    }
    return sizes;
  }

  /** Workers stand ready all the time: as many as there may be. */
  private int workers(String prefix, int otherwise) {
    int most =
        number(
            prefix + "maxWorkers",
            1,
            MOST_WORKERS,
            number("maxWorkers", 1, MOST_WORKERS, otherwise));
    int least =
        number(prefix + "minWorkers", 1, MOST_WORKERS, number("minWorkers", 1, MOST_WORKERS, 1));
    if (values.containsKey(prefix + "maxWorkers") || values.containsKey("maxWorkers")) {
      require(least <= most, prefix + "minWorkers is over " + prefix + "maxWorkers");
      return most;
    }
    return Math.max(least, most);
  }

  private OptionalInt threads() {
    String key = OPTION + "intraOpNumThreads";
    int threads = number(key, 1, MOST_WORKERS, 0);
    return threads == 0 ? OptionalInt.empty() : OptionalInt.of(threads);
  }

  private Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    String prefix = OPTION + "shape.";
    values.forEach((key, written) -> {
      if (key.startsWith(prefix)) {
        boolean right = SHAPE.matcher(written).matches();
        require(right, key + " must be sizes with commas between, -1 for the batch");
        shapes.put(
            key.substring(prefix.length()),
            right ? Arrays.stream(written.split(",", -1)).map(Long::valueOf).toList() : List.of());
      }
    });
    return shapes;
  }

  private static Optional<Boolean> allVersions(String written) {
    return switch (written) {
      case "all" -> Optional.of(true);
      case "latest" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private <T> Optional<T> choice(String key, Function<String, Optional<T>> parser) {
    Optional<String> written = text(key);
    Optional<T> parsed = written.flatMap(parser);
    require(written.isEmpty() || parsed.isPresent(), key + " has no value " + written.orElse(""));
    return parsed;
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key)).filter(written -> !written.isEmpty());
  }

  private boolean flag(String key, boolean otherwise) {
    String written = values.getOrDefault(key, String.valueOf(otherwise));
    require(written.equals("true") || written.equals("false"), key + " must be true or false");
    return written.equals("true");
  }

  private int number(String key, int least, int most, int otherwise) {
    String written = values.get(key);
    if (written == null) {
      return otherwise;
    }
    int number = parsed(written, least - 1);
    if (number < least || number > most) {
      problems.add("%s must be a whole number from %d to %d".formatted(key, least, most));
      return otherwise;
    }
    return number;
  }

  private static int parsed(String written, int otherwise) {
    try {
      return Integer.parseInt(written);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    values.forEach((key, value) -> {
      if (key.startsWith(OPTION)) {
        options.put(key.substring(OPTION.length()), value);
      }
    });
    return options;
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
