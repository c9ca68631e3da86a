package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model and its versions. Loading and unloading take turns, so that never more than two copies
 * of a version's memory exist: the one that serves and the one that will. Looking a version up
 * waits for neither.
 */
final class ModelSlot {
  private static final Logger log = LoggerFactory.getLogger(ModelSlot.class);

  private final String name;
  private final Duration drainTimeout;
  private final ReentrantLock turn = new ReentrantLock();
  private final Map<Long, Standing> standings = new ConcurrentHashMap<>();

  /** Those that are loaded, by version; replaced whole. */
  private volatile NavigableMap<Long, OpenModel> ready = new TreeMap<>();

  private record Standing(ModelState state, String reason) {
    private static final Standing READY = new Standing(ModelState.READY, "");
  }

  /** Opens a version. */
  @FunctionalInterface
  interface Opening {
    OpenModel open(ModelVersion version) throws IOException;
  }

  ModelSlot(String name, Duration drainTimeout) {
    this.name = name;
    this.drainTimeout = drainTimeout;
  }

  /** A version that is ready; the newest for the empty version. */
  Optional<OpenModel> find(String version) {
    NavigableMap<Long, OpenModel> now = ready;
    if (version.isEmpty()) {
      return Optional.ofNullable(now.lastEntry()).map(Map.Entry::getValue);
    }
    return now.values().stream().filter(model -> model.version().equals(version)).findFirst();
  }

  /**
   * Serves these versions and no others.
   *
   * @throws IOException if one cannot be opened; those opened before it are served, and so is
   *     everything that was, but for the versions that they replace
   */
  void serve(List<ModelVersion> versions, Opening opening) throws IOException {
    turn.lock();
    try {
      for (ModelVersion version : versions) {
        OpenModel fresh = open(version, opening);
        List<OpenModel> replaced = new ArrayList<>();
        NavigableMap<Long, OpenModel> next = new TreeMap<>(ready);
        add(replaced, next.put(version.number(), fresh));
        if (versions.size() == 1) {
          next.keySet().stream()
              .filter(number -> number != version.number())
              .toList()
              .forEach(number -> add(replaced, next.remove(number)));
        }
        standings.put(version.number(), Standing.READY);
        ready = next;
        replaced.forEach(this::retire);
      }
      keepOnly(versions);
    } finally {
      turn.unlock();
    }
  }

  private static void add(List<OpenModel> models, @Nullable OpenModel model) {
    if (model != null) {
      models.add(model);
    }
  }

  private void keepOnly(Collection<ModelVersion> versions) {
    Set<Long> kept = new HashSet<>();
    versions.forEach(version -> kept.add(version.number()));
    NavigableMap<Long, OpenModel> next = new TreeMap<>(ready);
    next.keySet().retainAll(kept);
    List<OpenModel> dropped =
        ready.values().stream().filter(model -> !next.containsValue(model)).toList();
    ready = next;
    dropped.forEach(this::retire);
  }

  private OpenModel open(ModelVersion version, Opening opening) throws IOException {
    boolean served = ready.containsKey(version.number());
    if (!served) {
      standings.put(version.number(), new Standing(ModelState.LOADING, "The model is loading."));
    }
    try {
      return opening.open(version);
    } catch (IOException | RuntimeException | LinkageError e) {
      refuse(version.number(), String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** Notes why a version is not served; no effect if it is, by what was there before. */
  void refuse(long version, String reason) {
    if (!ready.containsKey(version)) {
      standings.put(version, new Standing(ModelState.UNAVAILABLE, reason));
    }
  }

  /** Stops serving every version. */
  void unload() {
    turn.lock();
    try {
      keepOnly(List.of());
    } finally {
      turn.unlock();
    }
  }

  private void retire(OpenModel model) {
    long number = Long.parseLong(model.version());
    boolean successor = ready.containsKey(number);
    if (!successor) {
      standings.put(
          number, new Standing(ModelState.UNLOADING, "The model answers what it has begun."));
    }
    model.withdraw();
    if (!model.uses().retire(drainTimeout)) {
      log.warn("{} {} still works after {}; what it has begun fails", name, number, drainTimeout);
    }
    model.close();
    if (!successor) {
      standings.put(number, new Standing(ModelState.UNLOADED, "The model is not loaded."));
    }
  }

  /** Where the versions stand; those on disk that were never touched are unloaded. */
  List<ModelIndexEntry> index(List<ModelVersion> onDisk) {
    NavigableMap<Long, Standing> all = new TreeMap<>(standings);
    onDisk.forEach(version ->
        all.putIfAbsent(
            version.number(), new Standing(ModelState.UNLOADED, "The model is not loaded.")));
    return all.entrySet().stream()
        .map(entry -> {
          Standing standing = now(entry.getKey(), entry.getValue());
          return new ModelIndexEntry(
              name, entry.getKey().toString(), standing.state(), standing.reason());
        })
        .toList();
  }

  /** One that is loaded is ready only while it answers. */
  private Standing now(long version, Standing standing) {
    return Optional.ofNullable(ready.get(version))
        .flatMap(LoadedModel::lack)
        .map(lack -> new Standing(ModelState.UNAVAILABLE, lack))
        .orElse(standing);
  }

  static ServiceException notFound(String name) {
    return new ServiceException(
        ErrorCode.MODEL_NOT_FOUND,
        ModelFolder.isName(name)
            ? "The repository has no model " + name + "."
            : "That is no name of a model: letters, digits, points, dashes and underscores.");
  }
}
