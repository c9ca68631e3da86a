package dev.dermstream.index.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.search.Precision;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The open indexes of a release. Thread-safe; closed when no search runs any more. */
final class ServedRelease implements Closeable {
  /**
   * Of all indexes together, whose code is the same: it is compiled once by then. Four times as
   * many would have it compiled for good, at a second of processor time while everything starts.
   * What is read is in memory before.
   */
  private static final int WARMING_QUERIES = 64;

  private final Release release;
  private final Map<String, ServedProfile> profiles;

  private ServedRelease(Release release, Map<String, ServedProfile> profiles) {
    this.release = release;
    this.profiles = profiles;
  }

  /**
   * Opens the index of every profile that has one.
   *
   * @throws IOException if an index cannot be served, or no profile has one
   */
  static ServedRelease open(Release release, Precision precision) throws IOException {
    ServedRelease served = new ServedRelease(release, new TreeMap<>());
    try {
      for (Profile profile : release.profiles().values()) {
        if (Files.isDirectory(profile.indexDirectory())) {
          served.profiles.put(profile.name(), ServedProfile.open(profile, precision));
        }
      }
      if (served.profiles.isEmpty()) {
        throw new IOException(release.directory() + ": no profile has an index");
      }
      return served;
    } catch (IOException | RuntimeException e) {
      served.close();
      throw e;
    }
  }

  /** The profiles that have an index, sorted. */
  Set<String> profileNames() {
    return profiles.keySet();
  }

  /**
   * Asks every index a few questions, so that the first request finds it in memory and what cannot
   * answer is found before.
   */
  void warm() throws IOException {
    int queries = Math.ceilDiv(WARMING_QUERIES, profiles.size());
    for (ServedProfile profile : profiles.values()) {
      profile.warm(queries);
    }
  }

  Release release() {
    return release;
  }

  String id() {
    return release.id();
  }

  /**
   * A profile by the name in a request; the empty name is the default profile.
   *
   * @throws ServiceException PROFILE_NOT_FOUND, or UNSUPPORTED_BY_PROFILE if it has no index
   */
  ServedProfile profile(String name) {
    Profile profile =
        release
            .profile(name)
            .orElseThrow(() ->
                new ServiceException(
                    ErrorCode.PROFILE_NOT_FOUND,
                    "The release has no such profile; it has "
                        + String.join(", ", release.profiles().keySet())
                        + "."));
    ServedProfile served = profiles.get(profile.name());
    if (served == null) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_BY_PROFILE,
          "Profile " + profile.name() + " has no index to classify with.");
    }
    return served;
  }

  @Override
  public void close() throws IOException {
    for (ServedProfile profile : profiles.values()) {
      profile.close();
    }
  }
}
