package dev.dermstream.node.oip;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.repository.ModelIndexEntry;
import dev.dermstream.node.repository.ModelState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Several catalogs as one. A name belongs to the first that owns it: a profile of the release is
 * never hidden by a folder of the same name.
 */
record JoinedCatalog(List<ModelCatalog> catalogs) {
  JoinedCatalog {
    catalogs = List.copyOf(catalogs);
  }

  /** As {@link ModelCatalog#with}. */
  <T> Optional<T> with(String name, String version, Function<ServedModel, T> call) {
    return owner(name).flatMap(catalog -> catalog.with(name, version, call));
  }

  /**
   * As {@link #with}, with the reason where there is no such model.
   *
   * @throws ServiceException MODEL_NOT_FOUND if no version of that name is known, NOT_READY if one
   *     is and does not answer now
   */
  <T> T require(String name, String version, Function<ServedModel, T> call) {
    return with(name, version, call).orElseThrow(() -> absent(name, version));
  }

  private ServiceException absent(String name, String version) {
    List<ModelIndexEntry> known =
        index().stream()
            .filter(entry -> entry.name().equals(name))
            .filter(entry -> version.isEmpty() || entry.version().equals(version))
            .toList();
    if (known.isEmpty()) {
      return new ServiceException(
          ErrorCode.MODEL_NOT_FOUND, "There is no model " + shown(name, version) + ".");
    }
    return new ServiceException(
        ErrorCode.NOT_READY,
        "The model %s is not ready; it is %s."
            .formatted(shown(name, version), known.getLast().state()));
  }

  private static String shown(String name, String version) {
    return Refusal.shown(name)
        + (version.isEmpty() ? "" : " with the version " + Refusal.shown(version));
  }

  /** Every version of every model that can be asked for. */
  List<ModelIndexEntry> index() {
    return catalogs.stream()
        .flatMap(catalog ->
            catalog.index().stream()
                .filter(entry -> owner(entry.name()).filter(catalog::equals).isPresent()))
        .toList();
  }

  /** Versions that answer now, in the index's order. */
  List<String> readyVersions(String name) {
    return index().stream()
        .filter(entry -> entry.name().equals(name) && entry.state() == ModelState.READY)
        .map(ModelIndexEntry::version)
        .toList();
  }

  /** As {@link ModelCatalog#isReady}. */
  boolean isReady(String name, String version) {
    return owner(name).filter(catalog -> catalog.isReady(name, version)).isPresent();
  }

  /** As {@link ModelCatalog#load}. */
  void load(String name) {
    owner(name).orElseThrow(() -> absent(name, "")).load(name);
  }

  /** As {@link ModelCatalog#unload}. */
  void unload(String name) {
    owner(name).orElseThrow(() -> absent(name, "")).unload(name);
  }

  private Optional<ModelCatalog> owner(String name) {
    return catalogs.stream().filter(catalog -> catalog.owns(name)).findFirst();
  }
}
