package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.health.ModelHealth;
import dev.dermstream.node.image.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A repository in a directory, a folder for each model. A model that cannot be served is refused
 * with a reason and stands in the index as unavailable; the others are served.
 */
public final class DirectoryRepository implements ModelRepository {
  private static final Logger log = LoggerFactory.getLogger(DirectoryRepository.class);

  private final Path root;
  private final Duration drainTimeout;
  private final Map<ModelKind, ModelOpener> openers;
  private final PictureDecoders decoders;
  private final Map<String, ModelSlot> slots = new ConcurrentHashMap<>();

  /** Serves nothing yet. */
  DirectoryRepository(
      Path root,
      Duration drainTimeout,
      PictureDecoders decoders,
      Map<ModelKind, ModelOpener> openers) {
    this.root = root;
    this.drainTimeout = drainTimeout;
    this.decoders = decoders;
    this.openers = new EnumMap<>(openers);
  }

  /**
   * Opens the repository that the configuration names.
   *
   * @param engine the node's own settings, for models whose properties say nothing else
   * @param health what graphs are watched by
   * @param decoder for models that take encoded pictures
   * @param decodeThreads pictures that are decoded at the same time
   * @param host where vision-language models and adapters answer
   * @return one without models if it names none
   * @throws IOException if the directory cannot be listed
   */
  public static ModelRepository open(
      RepositoryConfig config,
      EngineConfig engine,
      ModelHealth health,
      ImageDecoder decoder,
      int decodeThreads,
      ProfileHost host)
      throws IOException {
    if (config.path().isEmpty()) {
      return new NoRepository();
    }
    Path root = config.path().get();
    if (!Files.isDirectory(root)) {
      throw new IOException(root + ": no directory of models");
    }
    PictureDecoders decoders = new PictureDecoders(decoder, decodeThreads);
    DirectoryRepository repository =
        new DirectoryRepository(
            root,
            config.drainTimeout(),
            decoders,
            Map.of(
                ModelKind.ADAPTER, new AdapterOpener(host),
                ModelKind.VISION_LANGUAGE, new VisionLanguageOpener(engine, host),
                ModelKind.GRAPH, new GraphOpener(engine, health, decoders)));
    repository.loadOnStart();
    return repository;
  }

  private void loadOnStart() throws IOException {
    List<ModelFolder> afterTheirBases = new ArrayList<>();
    for (ModelFolder folder : ModelFolder.all(root)) {
      loadOnStart(
          folder,
          properties -> {
            if (properties.base().isPresent()) {
              afterTheirBases.add(folder);
            }
            return properties.base().isEmpty();
          });
    }
    afterTheirBases.forEach(folder -> loadOnStart(folder, properties -> true));
  }

  private void loadOnStart(ModelFolder folder, Predicate<ServingProperties> now) {
    ModelSlot slot = slot(folder.name());
    try {
      ServingProperties properties = properties(folder, slot);
      if (properties.loadOnStart() && now.test(properties)) {
        serve(folder, slot);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      log.warn("The model {} is not served: {}", folder.name(), e.getMessage(), e);
    }
  }

  @Override
  public Optional<LoadedModel> find(String name, String version) {
    return Optional.ofNullable(slots.get(name)).flatMap(slot -> slot.find(version));
  }

  @Override
  public <T> Optional<T> with(String name, String version, Function<LoadedModel, T> call) {
    ModelSlot slot = slots.get(name);
    if (slot == null) {
      return Optional.empty();
    }
    Optional<OpenModel> found = slot.find(version);
    while (found.isPresent()) {
      OpenModel model = found.get();
      if (model.uses().tryAcquire()) {
        try {
          return Optional.of(call.apply(model));
        } finally {
          model.uses().release();
        }
      }
      // Retired between the two; its successor, if any, was published before.
      Optional<OpenModel> again = slot.find(version);
      found = again.filter(successor -> !successor.equals(model));
    }
    return Optional.empty();
  }

  @Override
  public List<ModelIndexEntry> index() {
    TreeSet<String> names = new TreeSet<>(slots.keySet());
    List<ModelIndexEntry> entries = new ArrayList<>();
    try {
      ModelFolder.all(root).forEach(folder -> names.add(folder.name()));
      for (String name : names) {
        ModelFolder folder = new ModelFolder(name, root.resolve(name));
        slot(name).index(Files.isDirectory(folder.path()) ? folder.versions() : List.of()).stream()
            .map(this::withRelativeReason)
            .forEach(entries::add);
      }
      return entries;
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.INTERNAL, "The model repository cannot be listed; the log says why.", e);
    }
  }

  @Override
  public void load(String name) {
    ModelFolder folder = folder(name);
    ModelSlot slot = slot(name);
    try {
      serve(folder, slot);
    } catch (IOException e) {
      log.warn("The model {} is not served", name, e);
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "The model cannot be served: " + relative(String.valueOf(e.getMessage())) + ".",
          e);
    }
  }

  @Override
  public void unload(String name) {
    ModelSlot slot = slots.get(name);
    if (slot == null) {
      folder(name);
    } else {
      slot.unload();
    }
  }

  private static ServingProperties properties(ModelFolder folder, ModelSlot slot)
      throws IOException {
    try {
      return ServingProperties.read(folder.path());
    } catch (IOException e) {
      slot.refuse(folder.versions().getLast().number(), String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private ModelFolder folder(String name) {
    if (!ModelFolder.isName(name) || !Files.isDirectory(root.resolve(name))) {
      throw ModelSlot.notFound(name);
    }
    return new ModelFolder(name, root.resolve(name));
  }

  private ModelSlot slot(String name) {
    return slots.computeIfAbsent(name, known -> new ModelSlot(known, drainTimeout));
  }

  private void serve(ModelFolder folder, ModelSlot slot) throws IOException {
    List<ModelVersion> versions = folder.versions();
    try {
      ServingProperties properties = properties(folder, slot);
      slot.serve(
          properties.allVersions() ? versions : List.of(versions.getLast()),
          version -> open(folder.name(), version, properties));
    } catch (RuntimeException | LinkageError e) {
      throw new IOException(folder.path() + ": the engine does not take the model", e);
    }
  }

  private OpenModel open(String name, ModelVersion version, ServingProperties properties)
      throws IOException {
    ModelKind kind = ModelKind.of(version.directory(), properties);
    return Objects.requireNonNull(openers.get(kind)).open(name, version, properties);
  }

  private ModelIndexEntry withRelativeReason(ModelIndexEntry entry) {
    return new ModelIndexEntry(
        entry.name(), entry.version(), entry.state(), relative(entry.reason()));
  }

  /** A message without the place of the repository, which is nobody's business. */
  private String relative(String message) {
    return message.replace(root + "/", "");
  }

  @Override
  public void close() {
    slots.values().forEach(ModelSlot::unload);
    decoders.close();
  }
}
