package dev.dermstream.node.adapter;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One version of an adapter that the store knows: a name and the bytes behind it. The fields that
 * change are guarded by the store's lock.
 */
final class LoadedAdapter {
  /** Not in any slot. */
  static final int NOWHERE = 0;

  final String name;
  final Path directory;
  final String digest;
  final boolean pinned;

  int slot = NOWHERE;
  @Nullable AdapterWeights weights;
  int leases;
  long lastUsed;

  LoadedAdapter(String name, Path directory, String digest, boolean pinned) {
    this.name = name;
    this.directory = directory;
    this.digest = digest;
    this.pinned = pinned;
  }

  String identity() {
    return name + "@" + digest;
  }

  boolean isEvictable() {
    return slot != NOWHERE && leases == 0 && !pinned;
  }
}
