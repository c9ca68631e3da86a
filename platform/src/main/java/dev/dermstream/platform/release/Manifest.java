package dev.dermstream.platform.release;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import dev.dermstream.platform.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code release.json}: the SHA-256 of every other file of a release but its signature, which is
 * over the bytes of this one.
 *
 * @param parent id of the release that this one was made from; empty for none
 */
record Manifest(
    String id,
    String name,
    String notice,
    String defaultProfile,
    String parent,
    SortedMap<String, String> digests) {
  static final String FILE_NAME = "release.json";
  static final String SIGNATURE = "release.sig";
  private static final int FORMAT = 1;
  private static final int ID_DIGITS = 16;
  private static final Pattern INDEX = Pattern.compile("profiles/[^/]+/index/.+");

  private record ManifestJson(
      int format,
      @Nullable String name,
      @Nullable String notice,
      @SerializedName("default_profile") @Nullable String defaultProfile,
      @Nullable String parent,
      @Nullable Map<String, String> files) {}

  /** Whether a file of that name is not among the digests. */
  static boolean isOwn(String name) {
    return name.equals(FILE_NAME) || name.equals(SIGNATURE);
  }

  static Manifest read(Path directory) throws IOException {
    return read(directory, TrustedKeys.NONE);
  }

  /**
   * Reads the manifest of a release.
   *
   * @throws IOException if it cannot be read, is of another format, or nobody trusted signed it
   */
  static Manifest read(Path directory, TrustedKeys trusted) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.isRegularFile(file)) {
      throw new IOException(directory + ": not a release directory (no " + FILE_NAME + ")");
    }
    byte[] content = Files.readAllBytes(file);
    trusted.require(content, directory.resolve(SIGNATURE));
    return parse(file, content);
  }

  private static Manifest parse(Path file, byte[] content) throws IOException {
    try {
      ManifestJson json =
          new GsonBuilder()
              .create()
              .fromJson(new String(content, StandardCharsets.UTF_8), ManifestJson.class);
      if (json != null && json.format() > FORMAT) {
        throw new IOException(
            "%s: format %d is newer than this version reads (%d); update it first"
                .formatted(file, json.format(), FORMAT));
      }
      if (json == null || json.format() != FORMAT) {
        throw new IOException(
            "%s: format %s is not read by this version (it reads %d)"
                .formatted(file, json == null ? "none" : json.format(), FORMAT));
      }
      if (json.name() == null || json.defaultProfile() == null || json.files() == null) {
        throw new IOException(file + ": name, default_profile and files are needed");
      }
      String digest = Sha256.hex(content);
      return new Manifest(
          json.name() + "-" + digest.substring(0, ID_DIGITS),
          json.name(),
          json.notice() == null ? "" : json.notice(),
          json.defaultProfile(),
          json.parent() == null ? "" : json.parent(),
          new TreeMap<>(json.files()));
    } catch (JsonParseException e) {
      throw new IOException(file + ": not valid JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the manifest over the files of a folder.
   *
   * @param parent id or empty
   */
  static void write(
      Path directory, String name, String notice, String defaultProfile, String parent)
      throws IOException {
    ManifestJson json =
        new ManifestJson(
            FORMAT,
            name,
            notice,
            defaultProfile,
            parent.isEmpty() ? null : parent,
            digestsOf(directory));
    Files.writeString(
        directory.resolve(FILE_NAME),
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n");
  }

  /** SHA-256 over the names and digests of the files in a folder: equal if they are equal. */
  String digestOf(String folder) {
    return digestOf(Sha256.start(), file -> file.startsWith(folder + "/"));
  }

  /** As {@link Release#inferenceDigest}. */
  String inferenceDigest() {
    MessageDigest digest = Sha256.start();
    digest.update((defaultProfile + "\n").getBytes(StandardCharsets.UTF_8));
    return digestOf(
        digest, file -> !file.equals(ReleaseDraft.METRICS) && !INDEX.matcher(file).matches());
  }

  private String digestOf(MessageDigest digest, Predicate<String> counts) {
    digests.forEach((file, sha256) -> {
      if (counts.test(file)) {
        digest.update((file + " " + sha256 + "\n").getBytes(StandardCharsets.UTF_8));
      }
    });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Compares every file with its digest; a missing, altered or unlisted file is an error. */
  void verify(Path directory) throws IOException {
    SortedMap<String, String> found = digestsOf(directory);
    for (Map.Entry<String, String> entry : digests.entrySet()) {
      String actual = found.remove(entry.getKey());
      if (actual == null) {
        throw new IOException(directory + ": " + entry.getKey() + " is missing");
      }
      if (!actual.equals(entry.getValue())) {
        throw new IOException(directory + ": " + entry.getKey() + " was altered");
      }
    }
    if (!found.isEmpty()) {
      throw new IOException(
          directory + ": " + found.firstKey() + " does not belong to the release");
    }
  }

  private static SortedMap<String, String> digestsOf(Path directory) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        String name = DurableFiles.nameIn(directory, file);
        // What a link leads to can change without the release.
        if (!name.isEmpty() && Files.isSymbolicLink(file)) {
          throw new IOException(directory + ": " + name + " is a symbolic link");
        }
        if (Files.isRegularFile(file) && !isOwn(name)) {
          digests.put(name, Sha256.hex(file));
        }
      }
    }
    return digests;
  }
}
