package dev.dermstream.node.repository;

import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.lora.LoraFiles;
import dev.dermstream.platform.release.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a version's folder holds, told by its files, whole or not. */
enum ModelKind {
  /** {@code model.onnx}, served by its tensors. */
  GRAPH,
  /** A vision-language export with {@code profile.json}, served as a profile. */
  VISION_LANGUAGE,
  /** An adapter as PEFT writes it, served as a profile of its base. */
  ADAPTER;

  /**
   * Tells the kind.
   *
   * @throws IOException if the folder holds nothing of any kind, or something of more than one
   */
  static ModelKind of(Path directory, ServingProperties properties) throws IOException {
    Map<ModelKind, String> signs = new EnumMap<>(ModelKind.class);
    first(directory, GraphEngines.FILE_NAME).ifPresent(sign -> signs.put(GRAPH, sign));
    ModelDirectory.graphIn(directory)
        .map(Path::toString)
        .or(() -> first(directory, Profile.FILE_NAME))
        .ifPresent(sign -> signs.put(VISION_LANGUAGE, sign));
    first(directory, LoraConfig.FILE, LoraFiles.WEIGHTS_FILE)
        .or(() -> properties.base().map(base -> "option.base"))
        .ifPresent(sign -> signs.put(ADAPTER, sign));
    if (signs.isEmpty()) {
      throw new IOException(
          "%s: no %s, no vision-language export and no %s"
              .formatted(directory, GraphEngines.FILE_NAME, LoraConfig.FILE));
    }
    if (signs.size() > 1) {
      throw new IOException(
          "%s: has %s; a folder holds one kind of model"
              .formatted(directory, String.join(" and ", signs.values())));
    }
    return signs.keySet().iterator().next();
  }

  private static Optional<String> first(Path directory, String... files) {
    return Stream.of(files).filter(file -> Files.exists(directory.resolve(file))).findFirst();
  }
}
