package dev.dermstream.node.repository;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The repository of a node that has none. */
final class NoRepository implements ModelRepository {
  @Override
  public Optional<LoadedModel> find(String name, String version) {
    return Optional.empty();
  }

  @Override
  public <T> Optional<T> with(String name, String version, Function<LoadedModel, T> call) {
    return Optional.empty();
  }

  @Override
  public List<ModelIndexEntry> index() {
    return List.of();
  }

  @Override
  public void load(String name) {
    throw ModelSlot.notFound(name);
  }

  @Override
  public void unload(String name) {
    throw ModelSlot.notFound(name);
  }

  @Override
  public void close() {}
}
