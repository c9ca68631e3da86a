package dev.dermstream.platform.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of immutable releases and the one decision which of them is live.
 *
 * <pre>
 *   releases/ID/        sealed releases, each under its id, never changed
 *   live.json           the decision that counts: release, epoch, what may answer meanwhile
 *   history/EPOCH.json  every decision, under its epoch of ten digits
 *   unfinished/         what a build has not published; the next build empties it
 *   build.lock, live.lock
 * </pre>
 *
 * <p>A release appears whole, by one rename, after every file of it was forced to the disk and read
 * back against its digest. A decision is written into the history first and then takes the place of
 * {@code live.json}, by one rename too; an entry of a higher epoch than that of {@code live.json}
 * was never decided, and the next decision writes over it. So a process that dies, at whatever
 * moment, leaves what was before or what was to be.
 *
 * <p>Thread-safe, also over processes: one builds, one decides, any number read.
 */
public final class ReleaseStore {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern ID = Pattern.compile(NAME.pattern() + "-[0-9a-f]{16}");

  private final Path directory;
  private final TrustedKeys trusted;
  private final Clock clock;
  private final DurableFiles files;

  /**
   * A store in a folder that may be missing yet.
   *
   * @param trusted who may have signed what is published, becomes live or is loaded
   */
  public ReleaseStore(Path directory, TrustedKeys trusted) {
    this(directory, trusted, Clock.systemUTC(), step -> {});
  }

  /**
   * @param steps hears of every change of a file before it is made
   */
  ReleaseStore(Path directory, TrustedKeys trusted, Clock clock, Consumer<String> steps) {
    this.directory = directory;
    this.trusted = trusted;
    this.clock = clock;
    this.files = new DurableFiles(steps);
  }

  /** The folder. */
  public Path directory() {
    return directory;
  }

  /** The file with the decision that counts; missing before the first. */
  public Path livePointer() {
    return directory.resolve("live.json");
  }

  /**
   * Publishes a release; nothing changes for what is live. One with the same content is there once.
   *
   * @param check what it must pass beside its digests
   * @return the release as loaded from its place
   * @throws IOException if it cannot be built; nothing of it is published
   */
  public Release build(ReleaseDraft draft, ReleaseCheck check) throws IOException {
    Files.createDirectories(releases());
    try (StoreLock _ = StoreLock.take(directory.resolve("build.lock"))) {
      Path unfinished = directory.resolve("unfinished");
      // Whatever a build has left that died.
      files.deleteTree(unfinished);
      Path folder = Files.createDirectories(unfinished.resolve(UUID.randomUUID().toString()));
      try {
        return publish(assembled(draft, folder, check));
      } finally {
        files.deleteTree(unfinished);
      }
    }
  }

  private Release assembled(ReleaseDraft draft, Path folder, ReleaseCheck check)
      throws IOException {
    files.copyTree(draft.from(), folder, draft::takes);
    for (Map.Entry<String, Path> index : draft.indexes().entrySet()) {
      if (!Files.isDirectory(folder.resolve("profiles").resolve(index.getKey()))) {
        throw new IOException(draft.from() + ": has no profile " + index.getKey());
      }
      files.copyTree(
          index.getValue(), folder.resolve(ReleaseDraft.indexOf(index.getKey())), file -> true);
    }
    if (draft.metrics().isPresent()) {
      Files.copy(draft.metrics().get(), folder.resolve(ReleaseDraft.METRICS));
    }
    seal(draft, folder);
    files.forceTree(folder);
    Release built = Release.load(folder, trusted);
    check.check(built);
    return built;
  }

  private static void seal(ReleaseDraft draft, Path folder) throws IOException {
    Optional<Manifest> before =
        Files.isRegularFile(draft.from().resolve(Manifest.FILE_NAME))
            ? Optional.of(Manifest.read(draft.from()))
            : Optional.empty();
    String name = draft.name().isEmpty() ? before.map(Manifest::name).orElse("") : draft.name();
    if (!NAME.matcher(name).matches()) {
      throw new IOException(
          "A release needs a name of 1 to 64 letters, digits, dots, dashes and underscores");
    }
    Manifest.write(
        folder,
        name,
        draft.notice().or(() -> before.map(Manifest::notice)).orElse(""),
        draft
            .defaultProfile()
            .or(() -> before.map(Manifest::defaultProfile))
            .orElseThrow(() ->
                new IOException(
                    draft.from() + ": is not sealed, so a default profile must be named")),
        draft.parent());
    if (draft.signingKey().isPresent()) {
      byte[] manifest = Files.readAllBytes(folder.resolve(Manifest.FILE_NAME));
      Files.writeString(
          folder.resolve(Manifest.SIGNATURE), draft.signingKey().get().sign(manifest) + "\n");
    }
  }

  private Release publish(Release built) throws IOException {
    Path place = place(built.id());
    if (Files.exists(place)) {
      // The same content was published before; that it still is there whole is not taken on trust.
      return Release.load(place, trusted);
    }
    files.publish(built.directory(), place);
    return Release.load(place, trusted);
  }

  /** Every release by its manifest, sorted by id; one that cannot be read is an error. */
  public List<StoredRelease> list() throws IOException {
    List<StoredRelease> stored = new ArrayList<>();
    for (String id : ids()) {
      stored.add(stored(place(id)));
    }
    return stored;
  }

  /** One release by its manifest alone. */
  public StoredRelease find(String id) throws IOException {
    return stored(place(resolve(id)));
  }

  private static StoredRelease stored(Path folder) throws IOException {
    Manifest manifest = Manifest.read(folder);
    return new StoredRelease(
        manifest.id(),
        manifest.parent(),
        manifest.defaultProfile(),
        Files.isRegularFile(folder.resolve(Manifest.SIGNATURE)),
        manifest.digests());
  }

  /**
   * Loads a release and verifies every byte, its signature and that it lies under its own id.
   *
   * @param id whole, or the beginning of exactly one
   */
  public Release load(String id) throws IOException {
    String whole = resolve(id);
    Release release = Release.load(place(whole), trusted);
    if (!release.id().equals(whole)) {
      throw new IOException(
          "%s: its manifest was altered; it is that of %s".formatted(place(whole), release.id()));
    }
    return release;
  }

  /** The whole id of a release that begins so. */
  private String resolve(String id) throws IOException {
    if (ID.matcher(id).matches()) {
      if (!Files.isDirectory(place(id))) {
        throw new IOException(directory + ": has no release " + id);
      }
      return id;
    }
    List<String> fitting =
        id.isEmpty() ? List.of() : ids().stream().filter(each -> each.startsWith(id)).toList();
    if (fitting.size() != 1) {
      throw new IOException(
          "%s: %s releases begin with \"%s\"".formatted(directory, fitting.size(), id));
    }
    return fitting.getFirst();
  }

  /** The id of every release, sorted, whether it can be read or not. */
  public List<String> ids() throws IOException {
    if (!Files.isDirectory(releases())) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(releases())) {
      return children
          .map(each -> String.valueOf(each.getFileName()))
          .filter(each -> ID.matcher(each).matches())
          .sorted()
          .toList();
    }
  }

  /** The figures that a release was judged by, JSON; empty if it brings none. */
  public Optional<String> metrics(String id) throws IOException {
    Path file = place(resolve(id)).resolve(ReleaseDraft.METRICS);
    return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  /** The decision that counts; empty before the first. */
  public Optional<Decision> live() throws IOException {
    return Files.exists(livePointer())
        ? Optional.of(Decision.read(livePointer()))
        : Optional.empty();
  }

  /** Every decision up to the one that counts, oldest first. */
  public List<Decision> history() throws IOException {
    Optional<Decision> live = live();
    List<Decision> decisions = new ArrayList<>();
    if (live.isPresent()) {
      for (long epoch = 1; epoch < live.get().epoch(); epoch++) {
        decisions.add(Decision.read(entry(epoch)));
      }
      decisions.add(live.get());
    }
    return decisions;
  }

  /**
   * Makes a release live, after every byte of it was verified.
   *
   * @param alone whether no other release may answer meanwhile, not even where this one is not
   *     loaded yet
   * @return the decision; the present one if the release is live already
   * @throws IOException if it cannot be served; what is live stays so
   */
  public Decision activate(String id, ReleaseCheck check, boolean alone, String reason)
      throws IOException {
    Files.createDirectories(directory.resolve("history"));
    try (StoreLock _ = StoreLock.take(directory.resolve("live.lock"))) {
      return decide(id, check, alone, Decision.Kind.ACTIVATE, reason);
    }
  }

  /**
   * Takes the last activation back; again: the one before it.
   *
   * @throws IOException if nothing was live before
   */
  public Decision rollback(ReleaseCheck check, boolean alone, String reason) throws IOException {
    Files.createDirectories(directory.resolve("history"));
    try (StoreLock _ = StoreLock.take(directory.resolve("live.lock"))) {
      Deque<String> activated = new ArrayDeque<>();
      for (Decision decision : history()) {
        switch (decision.kind()) {
          case ACTIVATE -> activated.push(decision.release());
          case ROLLBACK -> activated.pop();
        }
      }
      if (activated.size() < 2) {
        throw new IOException(directory + ": no release was live before the present one");
      }
      activated.pop();
      return decide(activated.getFirst(), check, alone, Decision.Kind.ROLLBACK, reason);
    }
  }

  private Decision decide(
      String id, ReleaseCheck check, boolean alone, Decision.Kind kind, String reason)
      throws IOException {
    Release release = load(id);
    check.check(release);
    Optional<Decision> before = live();
    if (before.isPresent() && before.get().release().equals(release.id())) {
      return before.get();
    }
    Decision decision =
        new Decision(
            release.id(),
            before.map(Decision::epoch).orElse(0L) + 1,
            alone ? "" : before.map(Decision::release).orElse(""),
            kind,
            reason,
            clock.instant().toString());
    files.replace(entry(decision.epoch()), decision.toJson());
    files.replace(livePointer(), decision.toJson());
    return decision;
  }

  private Path entry(long epoch) {
    return directory.resolve("history").resolve("%010d.json".formatted(epoch));
  }

  private Path releases() {
    return directory.resolve("releases");
  }

  private Path place(String id) {
    return releases().resolve(id);
  }
}
