package dev.dermstream.node.repository;

import dev.dermstream.error.ServiceException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The models that this node can serve beside its release. Thread-safe. */
public interface ModelRepository extends AutoCloseable {
  /**
   * A model to look at. It may be replaced at any time; whoever lets it answer goes by {@link
   * #with}.
   *
   * @param version empty for the newest that is ready
   * @return empty if no such version is ready
   */
  Optional<LoadedModel> find(String name, String version);

  /**
   * Calls with a model that is not closed before the call returns, nor before everything that the
   * call has given it to infer is answered.
   *
   * @param version empty for the newest that is ready
   * @return what the call returns, empty if no such version is ready
   */
  <T> Optional<T> with(String name, String version, Function<LoadedModel, T> call);

  /** Every version of every model, by name and version. */
  List<ModelIndexEntry> index();

  /**
   * Reads a model's folder anew and serves what is in it; what was served before answers until the
   * new one is warm. Blocks until the old one is closed.
   *
   * @throws ServiceException MODEL_NOT_FOUND if there is no such folder; INVALID_INPUT if it cannot
   *     be served, with a sentence that names the file; what was served before is served on
   */
  void load(String name);

  /**
   * Stops serving a model; what it has begun ends. Blocks until it is closed. No effect if it is
   * not loaded.
   *
   * @throws ServiceException MODEL_NOT_FOUND if there is no such model
   */
  void unload(String name);

  /** Unloads every model. */
  @Override
  void close();
}
