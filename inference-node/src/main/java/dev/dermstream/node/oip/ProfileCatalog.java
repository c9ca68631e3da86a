package dev.dermstream.node.oip;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.oip.ProfileVersion.Source;
import dev.dermstream.node.repository.ModelIndexEntry;
import dev.dermstream.node.repository.ModelRepository;
import dev.dermstream.node.repository.ModelState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * Profiles as models. Those of the release stay as they are; those of the repository come and go
 * with what it has loaded, and callers may load and unload them.
 */
final class ProfileCatalog implements ModelCatalog {
  private final Profiles profiles;
  private final ModelRepository repository;
  private final ScheduledExecutorService timer;
  private final Map<String, Counted> counted = new ConcurrentHashMap<>();

  /** What one version has answered. */
  private record Counted(ProfileVersion version, ProfileFigures figures) {}

  /**
   * @param repository of the profiles that are not the release's
   * @param timer ends requests whose deadline passes
   */
  ProfileCatalog(Profiles profiles, ModelRepository repository, ScheduledExecutorService timer) {
    this.profiles = profiles;
    this.repository = repository;
    this.timer = timer;
  }

  @Override
  public boolean owns(String name) {
    return profiles.versions().get().containsKey(name);
  }

  @Override
  public <T> Optional<T> with(String name, String version, Function<ServedModel, T> call) {
    return Optional.ofNullable(profiles.versions().get().get(name))
        .filter(served -> version.isEmpty() || version.equals(served.text()))
        .map(served -> call.apply(model(name, served)));
  }

  @Override
  public boolean isReady(String name, String version) {
    return profiles.lack().apply(name).isEmpty() && ModelCatalog.super.isReady(name, version);
  }

  private ProfileModel model(String name, ProfileVersion version) {
    return new ProfileModel(
        name,
        version,
        profiles.node(),
        () -> profiles.engine().apply(name),
        figures(name, version),
        timer);
  }

  private ProfileFigures figures(String name, ProfileVersion version) {
    Counted now =
        counted.compute(
            name,
            (known, before) ->
                before != null && before.version.equals(version)
                    ? before
                    : new Counted(version, new ProfileFigures()));
    return now.figures;
  }

  @Override
  public List<ModelIndexEntry> index() {
    Map<String, ProfileVersion> served = new TreeMap<>(profiles.versions().get());
    List<ModelIndexEntry> entries = new ArrayList<>();
    for (ModelIndexEntry folder : repository.index()) {
      ProfileVersion version = served.get(folder.name());
      // What is loaded goes by the digest of its files, as answers name it.
      if (version != null
          && version.source() != Source.RELEASE
          && repository.find(folder.name(), folder.version()).isEmpty()) {
        entries.add(folder);
      }
    }
    served.forEach((name, version) -> entries.add(entry(name, version)));
    entries.sort(Comparator.comparing(ModelIndexEntry::name));
    return entries;
  }

  private ModelIndexEntry entry(String name, ProfileVersion version) {
    return profiles
        .lack()
        .apply(name)
        .map(lack -> new ModelIndexEntry(name, version.text(), ModelState.UNAVAILABLE, lack))
        .orElseGet(() -> new ModelIndexEntry(name, version.text(), ModelState.READY, ""));
  }

  @Override
  public void load(String name) {
    requireOfRepository(name);
    repository.load(name);
  }

  @Override
  public void unload(String name) {
    requireOfRepository(name);
    repository.unload(name);
  }

  private void requireOfRepository(String name) {
    ProfileVersion served = profiles.versions().get().get(name);
    if (served != null && served.source() == Source.RELEASE) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_BY_PROFILE,
          "The profile " + name + " belongs to the node's release and is served with it.");
    }
  }
}
