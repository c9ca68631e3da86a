package dev.dermstream.node.adapter;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapters of one decoder, by name. Thread-safe.
 *
 * <p>A version of an adapter is its name and the SHA-256 of its files. It is in a slot or only
 * known; a known one comes back into a slot when a text asks for it, from the same bytes or not at
 * all. A text holds its version by a lease, and a slot gets another version only while no lease is
 * on it: loading another version under a name takes another slot and then turns the name over, at
 * once for every text that begins afterwards; the old slot is free when its last lease is closed.
 * Where no slot is free the version goes that was asked for the longest time ago and is neither
 * held nor pinned.
 *
 * <p>Two locks: {@code loading} is held while files are read and a name changes its version, by one
 * thread at a time; the monitor guards the table and is held for microseconds. A text whose adapter
 * is in its slot never waits for files.
 */
public final class AdapterStore {
  private static final Logger log = LoggerFactory.getLogger(AdapterStore.class);

  private final AdapterShape shape;
  private final AdapterSettings settings;
  private final AdapterWeights base;
  private final ReentrantLock loading = new ReentrantLock();

  /** The version that a name stands for now; guarded by the monitor. */
  private final Map<String, LoadedAdapter> current = new HashMap<>();

  /** The version in each slot, also one that is only held by texts; guarded by the monitor. */
  private final @Nullable LoadedAdapter[] bySlot;

  private long uses;

  public AdapterStore(AdapterShape shape, AdapterSettings settings) {
    this.shape = shape;
    this.settings = settings;
    this.base = AdapterWeights.none(shape);
    this.bySlot = new @Nullable LoadedAdapter[settings.slots() + 1];
  }

  /** What the decoder takes. */
  AdapterShape shape() {
    return shape;
  }

  /** One more than the highest {@link AdapterLease#adapterId}. */
  int adapterIds() {
    return bySlot.length;
  }

  /**
   * What row numbers stand for.
   *
   * @param adapterIds 0 for the base, or of leases that are open
   * @throws IllegalArgumentException if a number is of no open lease
   */
  synchronized List<AdapterWeights> weights(long[] adapterIds) {
    List<AdapterWeights> weights = new ArrayList<>(adapterIds.length);
    for (long id : adapterIds) {
      weights.add(id == 0 ? base : heldWeights(Math.toIntExact(id)));
    }
    return weights;
  }

  private AdapterWeights heldWeights(int slot) {
    LoadedAdapter adapter = slot < 0 || slot >= bySlot.length ? null : bySlot[slot];
    if (adapter == null || adapter.leases == 0 || adapter.weights == null) {
      throw new IllegalArgumentException("no text holds an adapter as " + slot);
    }
    return adapter.weights;
  }

  /**
   * Loads an adapter, or another version of one: texts that begin after the return use it, texts
   * that have begun keep what they have. On failure everything stays as it was.
   *
   * @param pinned never to leave its slot for another
   * @return {@code NAME@HEX}
   * @throws IOException if a file is missing or damaged or the adapter does not fit this decoder;
   *     the message names the first tensor or key that is wrong
   * @throws ServiceException OVERLOADED if every slot is pinned or held by texts
   */
  public String load(String name, Path directory, boolean pinned) throws IOException {
    loading.lock();
    try {
      LoraFiles files = LoraFiles.read(directory);
      AdapterWeights weights = weights(files);
      LoadedAdapter loaded = new LoadedAdapter(name, directory, files.digest(), pinned);
      if (!isCurrent(loaded)) {
        place(loaded, weights);
        log.info("Loaded adapter {}, {} bytes", loaded.identity(), weights.bytes());
      }
      return loaded.identity();
    } finally {
      loading.unlock();
    }
  }

  /** Forgets an adapter; texts that have begun keep it. False if there is none of that name. */
  public boolean unload(String name) {
    loading.lock();
    try {
      LoadedAdapter gone = remove(name);
      if (gone != null) {
        log.info("Unloaded adapter {}", gone.identity());
      }
      return gone != null;
    } finally {
      loading.unlock();
    }
  }

  private synchronized @Nullable LoadedAdapter remove(String name) {
    LoadedAdapter gone = current.remove(name);
    if (gone != null) {
      freeIfUnused(gone);
    }
    return gone;
  }

  private synchronized boolean isCurrent(LoadedAdapter adapter) {
    LoadedAdapter now = current.get(adapter.name);
    return now != null
        && now.digest.equals(adapter.digest)
        && now.directory.equals(adapter.directory)
        && now.pinned == adapter.pinned;
  }

  /** {@code NAME@HEX} of the version that a text would get now. */
  public synchronized Optional<String> identity(String name) {
    return Optional.ofNullable(current.get(name)).map(LoadedAdapter::identity);
  }

  /** Names of the adapters that are in a slot now. */
  synchronized List<String> resident() {
    return current.values().stream()
        .filter(adapter -> adapter.slot != LoadedAdapter.NOWHERE)
        .map(adapter -> adapter.name)
        .toList();
  }

  /**
   * Takes hold of an adapter for one text, which closes the lease when it ends.
   *
   * @throws ServiceException PROFILE_NOT_FOUND if there is none of that name; OVERLOADED if it is
   *     in no slot and every slot is pinned or held; NOT_READY if it must come from its files and
   *     these are not what they were
   */
  public AdapterLease acquire(String name) {
    AdapterLease lease = tryAcquire(name);
    return lease == null ? acquireFromFiles(name) : lease;
  }

  private synchronized @Nullable AdapterLease tryAcquire(String name) {
    LoadedAdapter adapter = current.get(name);
    if (adapter == null) {
      throw new ServiceException(
          ErrorCode.PROFILE_NOT_FOUND,
          "The adapter was unloaded; no profile of that name is left.");
    }
    if (adapter.slot == LoadedAdapter.NOWHERE) {
      return null;
    }
    adapter.leases++;
    adapter.lastUsed = ++uses;
    return new AdapterLease(adapter.slot, adapter.identity(), () -> release(adapter));
  }

  private AdapterLease acquireFromFiles(String name) {
    loading.lock();
    try {
      AdapterLease lease = tryAcquire(name);
      if (lease == null) {
        restore(currentVersion(name));
        lease = tryAcquire(name);
      }
      return Objects.requireNonNull(lease);
    } finally {
      loading.unlock();
    }
  }

  private synchronized LoadedAdapter currentVersion(String name) {
    return Objects.requireNonNull(current.get(name));
  }

  /** Brings a version that is only known back into a slot. Holds {@link #loading}. */
  private void restore(LoadedAdapter adapter) {
    try {
      LoraFiles files = LoraFiles.read(adapter.directory);
      if (!files.digest().equals(adapter.digest)) {
        throw new IOException(adapter.directory + " holds another adapter than was loaded");
      }
      place(adapter, weights(files));
    } catch (IOException e) {
      log.warn("Adapter {} cannot come back into a slot", adapter.identity(), e);
      throw new ServiceException(
          ErrorCode.NOT_READY,
          "The adapter's files have changed since it was loaded; load it again.",
          e);
    }
  }

  private AdapterWeights weights(LoraFiles files) throws IOException {
    LoraCheckpoint adapter = LoraCheckpoint.of(files, shape.base());
    if (adapter.config().rank() > settings.maxRank()) {
      throw new IOException(
          "The adapter in %s has rank %d; this node takes at most %d (adapters.max-rank)"
              .formatted(files.directory(), adapter.config().rank(), settings.maxRank()));
    }
    return AdapterWeights.of(shape, adapter);
  }

  /** Puts a version into a slot and turns its name over to it. Holds {@link #loading}. */
  private synchronized void place(LoadedAdapter adapter, AdapterWeights weights) {
    int slot = claim(adapter.name);
    adapter.slot = slot;
    adapter.weights = weights;
    adapter.lastUsed = ++uses;
    bySlot[slot] = adapter;
    LoadedAdapter before = current.put(adapter.name, adapter);
    if (before != null && before != adapter) {
      freeIfUnused(before);
    }
  }

  /** A slot that no text holds. */
  private int claim(String name) {
    for (int slot = 1; slot < bySlot.length; slot++) {
      if (bySlot[slot] == null) {
        return slot;
      }
    }
    LoadedAdapter leaving = current.get(name);
    if (leaving == null || leaving.slot == LoadedAdapter.NOWHERE || leaving.leases > 0) {
      leaving =
          current.values().stream()
              .filter(LoadedAdapter::isEvictable)
              .min(Comparator.comparingLong(adapter -> adapter.lastUsed))
              .orElseThrow(() ->
                  new ServiceException(
                      ErrorCode.OVERLOADED,
                      "Each of the %d adapter slots is pinned or in use; try again."
                          .formatted(settings.slots())));
      log.info("Adapter {} leaves its slot", leaving.identity());
    }
    int slot = leaving.slot;
    vacate(leaving);
    return slot;
  }

  private void vacate(LoadedAdapter leaving) {
    bySlot[leaving.slot] = null;
    leaving.slot = LoadedAdapter.NOWHERE;
    leaving.weights = null;
  }

  private synchronized void release(LoadedAdapter adapter) {
    adapter.leases--;
    if (current.get(adapter.name) != adapter) {
      freeIfUnused(adapter);
    }
  }

  private void freeIfUnused(LoadedAdapter gone) {
    if (gone.leases == 0 && gone.slot != LoadedAdapter.NOWHERE) {
      vacate(gone);
    }
  }
}
