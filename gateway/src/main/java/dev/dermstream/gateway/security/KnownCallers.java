package dev.dermstream.gateway.security;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.dermstream.platform.security.WatchedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Callers with fixed tokens, as a JSON file lists them; of each token the file holds the SHA-256
 * alone. Changes of the file take effect without a restart, and a caller that it no longer lists
 * loses even the calls that stand. Thread-safe.
 *
 * <pre>{"callers": [{"name": "ward-3", "token_sha256": "…", "roles": ["screen"],
 *   "profiles": ["tumour15"]}]}</pre>
 *
 * Without {@code profiles} a caller may use every profile.
 */
final class KnownCallers implements AutoCloseable {
  private static final int DIGEST_BYTES = 32;
  private static final Set<String> KEYS = Set.of("name", "token_sha256", "roles", "profiles");

  private final Path file;
  private final WatchedFiles watch;
  private volatile List<Entry> entries = List.of();

  /** One caller of the file. */
  private static final class Entry {
    private final byte[] digest;
    private final Caller caller;

    Entry(byte[] digest, Caller caller) {
      this.digest = digest;
      this.caller = caller;
    }

    boolean isSameAs(Entry other) {
      return MessageDigest.isEqual(digest, other.digest)
          && caller.name().equals(other.caller.name())
          && caller.roles().equals(other.caller.roles())
          && caller.profiles().equals(other.caller.profiles());
    }
  }

  private KnownCallers(Path file, Duration interval) throws IOException {
    this.file = file;
    this.watch = WatchedFiles.open("callers", List.of(file), interval, this::load);
  }

  /**
   * Reads the file and follows it until closed.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  static KnownCallers open(Path file, Duration interval) throws IOException {
    return new KnownCallers(file, interval);
  }

  /**
   * Compares with every caller, in a time that does not tell how nearly a token was right.
   *
   * @param digest SHA-256 of the token
   */
  Optional<Caller> find(byte[] digest) {
    Entry found = null;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.digest, digest)) {
        found = entry;
      }
    }
    return Optional.ofNullable(found).map(this::standing);
  }

  @Override
  public void close() {
    watch.close();
  }

  private Caller standing(Entry entry) {
    Caller caller = entry.caller;
    return new Caller(
        caller.name(),
        caller.roles(),
        caller.profiles(),
        () -> entries.stream().anyMatch(entry::isSameAs));
  }

  private void load() throws IOException {
    try {
      List<Entry> read = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (JsonElement element :
          JsonParser.parseString(Files.readString(file))
              .getAsJsonObject()
              .getAsJsonArray("callers")) {
        Entry entry = entry(element.getAsJsonObject());
        require(names.add(entry.caller.name()), "two callers have the name " + entry.caller.name());
        read.add(entry);
      }
      entries = List.copyOf(read);
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw new IOException(
          "%s is no list of callers: %s".formatted(file, String.valueOf(e.getMessage())), e);
    }
  }

  private static Entry entry(JsonObject object) {
    // A misspelt key would widen what a caller may do.
    require(KEYS.containsAll(object.keySet()), "a caller has a key other than " + KEYS);
    String name = text(object.get("name"), "name");
    byte[] digest = HexFormat.of().parseHex(text(object.get("token_sha256"), "token_sha256"));
    require(digest.length == DIGEST_BYTES, "token_sha256 of " + name + " is not of 64 digits");
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : texts(object.get("roles"), "roles")) {
      roles.add(
          Role.named(word)
              .orElseThrow(() ->
                  new IllegalArgumentException("roles of " + name + " has the unknown " + word)));
    }
    require(!roles.isEmpty(), name + " has no role");
    Optional<Set<String>> profiles =
        object.has("profiles")
            ? Optional.of(Set.copyOf(texts(object.get("profiles"), "profiles")))
            : Optional.empty();
    return new Entry(digest, new Caller(name, roles, profiles, () -> true));
  }

  private static List<String> texts(@Nullable JsonElement element, String key) {
    require(element != null && element.isJsonArray(), key + " is no list");
    return element == null
        ? List.of()
        : element.getAsJsonArray().asList().stream().map(each -> text(each, key)).toList();
  }

  private static String text(@Nullable JsonElement element, String key) {
    if (element == null || !element.isJsonPrimitive() || element.getAsString().isBlank()) {
      throw new IllegalArgumentException(key + " is missing or no text");
    }
    return element.getAsString();
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
