package dev.dermstream.platform.release;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.digest.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One immutable set of model, profiles and index snapshots, verified against its manifest when it
 * is loaded.
 *
 * @param directory the release directory
 * @param id {@code NAME-DIGEST}, DIGEST being 16 hexadecimal digits of the SHA-256 of the manifest,
 *     which lists the SHA-256 of every file; {@code NAME@DIGEST} for a single export; equal ids
 *     mean equal bytes
 * @param modelDigest SHA-256, in hexadecimal, over the names and SHA-256 of the files in the model
 *     directory
 * @param preprocessingDigest SHA-256, in hexadecimal, of the file that says how pixels become the
 *     model's input; empty if the model has none
 * @param inferenceDigest SHA-256, in hexadecimal, over the default profile and the names and
 *     SHA-256 of every file but the indexes' and {@code metrics.json}: a model that is loaded for
 *     one release serves every other of the same
 * @param notice sentence to show with every answer; empty for none
 * @param defaultProfile the profile of a request that names none
 * @param profiles all profiles by name
 */
public record Release(
    Path directory,
    String id,
    String modelDigest,
    String preprocessingDigest,
    String inferenceDigest,
    String notice,
    String defaultProfile,
    Map<String, Profile> profiles) {
  private static final String MODEL = "model";
  private static final String PREPROCESSING = "preprocessor_config.json";
  private static final int ID_DIGITS = 16;

  public Release {
    profiles = Collections.unmodifiableMap(new TreeMap<>(profiles));
  }

  /**
   * Where the release lies that {@code dermstream.release} names.
   *
   * @throws dev.dermstream.platform.config.ConfigurationException if it names none
   */
  public static Path directory(Config config) {
    return Settings.read(config, "dermstream", settings -> Path.of(settings.text("release")));
  }

  /**
   * Loads a release and verifies every byte of it.
   *
   * @throws IOException if a file is missing, altered, unlisted or unreadable; the message names it
   */
  public static Release load(Path directory) throws IOException {
    return load(directory, TrustedKeys.NONE);
  }

  /**
   * As the other, where only signed releases are served.
   *
   * @throws IOException also if nobody who is trusted has signed it
   */
  public static Release load(Path directory, TrustedKeys trusted) throws IOException {
    Manifest manifest = Manifest.read(directory, trusted);
    manifest.verify(directory);
    Map<String, Profile> profiles = new TreeMap<>();
    for (Path profile : profileDirectories(directory)) {
      Profile read = ProfileFile.read(profile);
      profiles.put(read.name(), read);
    }
    if (!profiles.containsKey(manifest.defaultProfile())) {
      throw new IOException(
          directory + ": the default profile " + manifest.defaultProfile() + " is not in it");
    }
    return new Release(
        directory,
        manifest.id(),
        manifest.digestOf(MODEL),
        manifest.digests().getOrDefault(MODEL + "/" + PREPROCESSING, ""),
        manifest.inferenceDigest(),
        manifest.notice(),
        manifest.defaultProfile(),
        profiles);
  }

  /**
   * Seals a directory: writes {@code release.json} over the files that lie in it.
   *
   * @param name short name, part of the id
   * @return the release as loaded back
   */
  public static Release seal(Path directory, String name, String notice, String defaultProfile)
      throws IOException {
    Manifest.write(directory, name, notice, defaultProfile, "");
    return load(directory);
  }

  /** True if a directory is a sealed release, whole or not. */
  public static boolean isSealed(Path directory) {
    return Files.isRegularFile(directory.resolve(Manifest.FILE_NAME));
  }

  /**
   * A model export with its {@code profile.json} beside it, as a release of that one profile; its
   * directory is the model directory.
   *
   * @param digest SHA-256 over the export's files, in hexadecimal
   * @param notice sentence to show with every answer; empty for none
   * @throws IOException with every problem of the profile
   */
  public static Release ofExport(String name, Path directory, String digest, String notice)
      throws IOException {
    Path preprocessing = directory.resolve(PREPROCESSING);
    return new Release(
        directory,
        name + "@" + digest.substring(0, ID_DIGITS),
        digest,
        Files.exists(preprocessing) ? Sha256.hex(preprocessing) : "",
        digest,
        notice,
        name,
        Map.of(name, ProfileFile.read(name, directory)));
  }

  /** The model directory of a sealed release. */
  public Path modelDirectory() {
    return directory.resolve(MODEL);
  }

  /** A profile by name; the empty name is the default profile. */
  public Optional<Profile> profile(String name) {
    return Optional.ofNullable(profiles.get(name.isEmpty() ? defaultProfile : name));
  }

  private static List<Path> profileDirectories(Path directory) throws IOException {
    Path profiles = directory.resolve("profiles");
    if (!Files.isDirectory(profiles)) {
      throw new IOException(directory + ": no folder profiles");
    }
    try (Stream<Path> children = Files.list(profiles)) {
      return new ArrayList<>(children.filter(Files::isDirectory).sorted().toList());
    }
  }
}
