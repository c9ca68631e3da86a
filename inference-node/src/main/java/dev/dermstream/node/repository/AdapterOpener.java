package dev.dermstream.node.repository;

import dev.dermstream.node.adapter.AdapterBase;
import dev.dermstream.platform.lora.LoraFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens PEFT adapters: {@code option.base} names the model whose adapter it is, and it is served as
 * the profile of the folder's name. {@code option.pinned=true} keeps it in its slot.
 */
final class AdapterOpener implements ModelOpener {
  private static final String PINNED = "pinned";

  private final Map<String, AdapterBase> bases;

  /** The last opened of each name, which alone withdraws the profile when it is closed. */
  private final Map<String, AdapterModel> current = new ConcurrentHashMap<>();

  /**
   * Opens adapters.
   *
   * @param bases models that take adapters, by what {@code option.base} calls them
   */
  AdapterOpener(Map<String, AdapterBase> bases) {
    this.bases = Map.copyOf(bases);
  }

  @Override
  public boolean recognises(Path directory, ServingProperties properties) {
    return properties.base().isPresent() || LoraFiles.liesIn(directory);
  }

  @Override
  public OpenModel open(String name, ModelVersion version, ServingProperties properties)
      throws IOException {
    AdapterBase base = base(version.directory(), properties);
    if (properties.allVersions()) {
      throw new IOException(
          version.directory()
              + ": of an adapter one version is served; option.versions is not all");
    }
    boolean pinned = Objects.equals(properties.options().get(PINNED), "true");
    base.serve(name, version.directory(), pinned);
    AdapterModel model = new AdapterModel(name, version, properties, base.engine(), this::closed);
    current.put(name, model);
    return model;
  }

  private AdapterBase base(Path directory, ServingProperties properties) throws IOException {
    String named =
        properties
            .base()
            .orElseThrow(() ->
                new IOException(directory + ": an adapter needs option.base, the model it is for"));
    AdapterBase base = bases.get(named);
    if (base == null) {
      throw new IOException(
          "%s: option.base is %s; models that take adapters are: %s"
              .formatted(directory, named, String.join(", ", bases.keySet())));
    }
    return base;
  }

  /** A version that was replaced has no profile any more: the name is its successor's. */
  private void closed(AdapterModel model) {
    if (current.remove(model.name(), model)) {
      Objects.requireNonNull(bases.get(model.properties().base().orElseThrow()))
          .withdraw(model.name());
    }
  }
}
