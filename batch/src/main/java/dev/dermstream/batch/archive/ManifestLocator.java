package dev.dermstream.batch.archive;

import com.google.gson.Gson;

/**
 * What reading a file of a list needs beside its name, as JSON.
 *
 * @param path as the list has it
 * @param sha256 that the list has; empty if it does not say
 */
record ManifestLocator(String path, String sha256) {
  private static final Gson GSON = new Gson();

  static ManifestLocator of(Entry entry) {
    return entry.locator().isEmpty()
        ? new ManifestLocator(entry.name(), "")
        : GSON.fromJson(entry.locator(), ManifestLocator.class);
  }

  /** The locator of an entry of this name. */
  String text(String name) {
    return sha256.isEmpty() && path.equals(name) ? "" : GSON.toJson(this);
  }
}
