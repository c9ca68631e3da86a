package dev.dermstream.node.oip;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.repository.ModelIndexEntry;
import dev.dermstream.node.repository.ModelState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** Profiles as models. They come and go with what the node serves and are not loaded by callers. */
final class ProfileCatalog implements ModelCatalog {
  private final Profiles profiles;
  private final ScheduledExecutorService timer;
  private final Map<String, ProfileFigures> figures = new ConcurrentHashMap<>();

  /**
   * @param timer ends requests whose deadline passes
   */
  ProfileCatalog(Profiles profiles, ScheduledExecutorService timer) {
    this.profiles = profiles;
    this.timer = timer;
  }

  @Override
  public boolean owns(String name) {
    return profiles.versions().get().containsKey(name);
  }

  @Override
  public <T> Optional<T> with(String name, String version, Function<ServedModel, T> call) {
    return Optional.ofNullable(profiles.versions().get().get(name))
        .filter(served -> version.isEmpty() || version.equals(served))
        .map(served -> call.apply(model(name, served)));
  }

  @Override
  public boolean isReady(String name, String version) {
    return profiles.ready().getAsBoolean() && ModelCatalog.super.isReady(name, version);
  }

  private ProfileModel model(String name, String version) {
    return new ProfileModel(
        name,
        version,
        profiles.node(),
        figures.computeIfAbsent(name, absent -> new ProfileFigures()),
        timer);
  }

  @Override
  public List<ModelIndexEntry> index() {
    boolean ready = profiles.ready().getAsBoolean();
    ModelState state = ready ? ModelState.READY : ModelState.UNAVAILABLE;
    String reason = ready ? "" : "the node's engine does not answer";
    return new TreeMap<>(profiles.versions().get())
        .entrySet().stream()
            .map(
                profile -> new ModelIndexEntry(profile.getKey(), profile.getValue(), state, reason))
            .toList();
  }

  @Override
  public void load(String name) {
    throw fixed(name);
  }

  @Override
  public void unload(String name) {
    throw fixed(name);
  }

  private static ServiceException fixed(String name) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_BY_PROFILE,
        "The profile " + name + " belongs to the node's release and is served with it.");
  }
}
