package dev.dermstream.node.adapter;

import dev.dermstream.node.engine.SharedInputs;
import dev.dermstream.platform.release.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The run-time adapters of one model, or none where its decoder takes none. Thread-safe; to be
 * closed after the decoder's last run.
 */
public final class ModelAdapters implements AutoCloseable {
  private final Optional<AdapterStore> store;
  private final Optional<AdapterFeed> feed;

  private ModelAdapters(Optional<AdapterStore> store) {
    this.store = store;
    this.feed = store.map(AdapterFeed::new);
  }

  /**
   * Room for the adapters that a decoder takes.
   *
   * @param decoderInputs shapes by name, -1 for an axis of any size
   * @throws IOException if the inputs for adapters contradict one another
   */
  public static ModelAdapters of(Map<String, long[]> decoderInputs, AdapterSettings settings)
      throws IOException {
    return new ModelAdapters(
        AdapterShape.of(decoderInputs).map(shape -> new AdapterStore(shape, settings)));
  }

  /** What the decoder is to be fed at every run. */
  public SharedInputs inputs() {
    return feed.<SharedInputs>map(present -> present).orElse(SharedInputs.NONE);
  }

  /**
   * Loads an adapter, or another version of one; see {@link AdapterStore#load}.
   *
   * @throws IOException also if the decoder takes no adapters at run time
   */
  public String load(String name, Path directory, boolean pinned) throws IOException {
    if (store.isEmpty()) {
      throw new IOException(
          "The decoder takes no adapters at run time; import its model with --adapter-targets");
    }
    return store.get().load(name, directory, pinned);
  }

  /** Forgets an adapter; texts that have begun keep it. False if there is none of that name. */
  public boolean unload(String name) {
    return store.isPresent() && store.get().unload(name);
  }

  /** {@code NAME@HEX} of the version that a text would get now. */
  public Optional<String> identity(String name) {
    return store.flatMap(present -> present.identity(name));
  }

  /**
   * Takes hold of a profile's adapter for one text, which closes the lease when it ends. A profile
   * with files of its own has the adapter that was loaded under its name.
   *
   * @throws dev.dermstream.error.ServiceException as {@link AdapterStore#acquire}
   */
  public AdapterLease acquire(Profile profile) {
    return profile.adapterDirectory().isPresent()
        ? store.orElseThrow().acquire(profile.name())
        : AdapterLease.fixed(profile.adapterId());
  }

  @Override
  public void close() {
    feed.ifPresent(AdapterFeed::close);
  }
}
