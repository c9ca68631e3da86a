package dev.dermstream.node.oip;

import dev.dermstream.node.repository.ModelIndexEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A source of models. Thread-safe. */
interface ModelCatalog {
  /** True if no catalog behind this one may answer for that name. */
  boolean owns(String name);

  /**
   * Calls with a model that stays open until everything that the call has begun is answered.
   *
   * @param version empty for the newest that is ready
   * @return what the call returns; empty if no such version is ready
   */
  <T> Optional<T> with(String name, String version, Function<ServedModel, T> call);

  /**
   * Whether a version answers now.
   *
   * @param version empty for any
   */
  default boolean isReady(String name, String version) {
    return with(name, version, model -> true).isPresent();
  }

  /** Every version of every model, ready or not. */
  List<ModelIndexEntry> index();

  /**
   * Loads a model anew. Blocks.
   *
   * @throws dev.dermstream.error.ServiceException as {@link
   *     dev.dermstream.node.repository.ModelRepository#load}
   */
  void load(String name);

  /**
   * Stops serving a model. Blocks.
   *
   * @throws dev.dermstream.error.ServiceException as {@link
   *     dev.dermstream.node.repository.ModelRepository#unload}
   */
  void unload(String name);
}
