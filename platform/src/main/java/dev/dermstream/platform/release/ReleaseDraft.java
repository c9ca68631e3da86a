package dev.dermstream.platform.release;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a release is to be made of.
 *
 * @param from a release directory, sealed or not; nothing in it is changed
 * @param name part of the id: 1 to 64 letters, digits, dots, dashes and underscores; empty: as in
 *     the manifest of {@code from}
 * @param notice sentence to show with every answer; absent: as in that manifest, or none
 * @param defaultProfile absent: as in that manifest, or the only profile
 * @param indexes index snapshots that take the place of those of {@code from}, by profile
 * @param metrics a file that takes the place of {@code metrics.json}
 * @param parent id of the release that this one follows; empty for none
 * @param signingKey signs the manifest
 */
public record ReleaseDraft(
    Path from,
    String name,
    Optional<String> notice,
    Optional<String> defaultProfile,
    Map<String, Path> indexes,
    Optional<Path> metrics,
    String parent,
    Optional<SigningKey> signingKey) {
  /** The figures that a release was judged by, in its directory. */
  public static final String METRICS = "metrics.json";

  public ReleaseDraft {
    indexes = Map.copyOf(new TreeMap<>(indexes));
  }

  /** A draft that takes over a directory as it is. */
  public static ReleaseDraft of(Path from) {
    return new ReleaseDraft(
        from,
        "",
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        "",
        Optional.empty());
  }

  /** Whether a file of {@link #from} goes into the release as it is. */
  boolean takes(String file) {
    return !Manifest.isOwn(file)
        && !(metrics.isPresent() && file.equals(METRICS))
        && indexes.keySet().stream().noneMatch(profile -> file.startsWith(indexOf(profile) + "/"));
  }

  static String indexOf(String profile) {
    return "profiles/" + profile + "/index";
  }
}
