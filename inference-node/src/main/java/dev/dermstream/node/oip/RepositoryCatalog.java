package dev.dermstream.node.oip;

import dev.dermstream.node.repository.ModelIndexEntry;
import dev.dermstream.node.repository.ModelRepository;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The models of the node's repository. */
record RepositoryCatalog(ModelRepository repository) implements ModelCatalog {
  @Override
  public boolean owns(String name) {
    return true;
  }

  @Override
  public <T> Optional<T> with(String name, String version, Function<ServedModel, T> call) {
    return repository.with(name, version, loaded -> call.apply(new GraphModel(loaded)));
  }

  @Override
  public boolean isReady(String name, String version) {
    return repository.with(name, version, loaded -> loaded.lack().isEmpty()).orElse(false);
  }

  @Override
  public List<ModelIndexEntry> index() {
    return repository.index();
  }

  @Override
  public void load(String name) {
    repository.load(name);
  }

  @Override
  public void unload(String name) {
    repository.unload(name);
  }
}
