package dev.dermstream.node.guide;

import dev.dermstream.platform.concurrent.Outcome;
import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The compiled forms of a model's profiles, in both languages. Free text has none: all that a guide
 * could forbid in it, reserved tokens, is left out when it is decoded. Thread-safe.
 */
public final class ProfileGuides {
  private static final String COMPILING = "output forms were compiled";

  /** Reads the vocabulary and compiles what is known from the start; ends when that is done. */
  private final ExecutorService compiling;

  private final Optional<Future<GuideCompiler>> compiler;
  private final Map<Profile, Compilation> begun = new ConcurrentHashMap<>();
  private final Map<Profile, Forms> forms = new ConcurrentHashMap<>();

  private record Forms(GuidedForm english, GuidedForm korean) {
    GuidedForm in(Language language) {
      return language == Language.LANGUAGE_KOREAN ? korean : english;
    }
  }

  private record Compilation(Future<GuidedForm> english, Future<GuidedForm> korean) {
    Forms await() throws IOException {
      return new Forms(outcome(english), outcome(korean));
    }
  }

  private ProfileGuides(ExecutorService compiling, Optional<Future<GuideCompiler>> compiler) {
    this.compiling = compiling;
    this.compiler = compiler;
  }

  /**
   * For one model; profiles are added to it. Reads the vocabulary and compiles the forms of the
   * first profiles from now on, beside whatever the caller does.
   *
   * @param tokenizer its {@code tokenizer.json}
   * @param endTokenIds tokens that end an answer
   * @param first profiles that will be added
   * @param threads that compile, 1 or more
   */
  public static ProfileGuides of(
      GuideConfig config,
      Path tokenizer,
      Set<Integer> endTokenIds,
      Collection<Profile> first,
      int threads) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("guide-compile-", 0).daemon().factory());
    try {
      if (!config.enabled()) {
        return new ProfileGuides(pool, Optional.empty());
      }
      Future<GuideCompiler> compiler =
          pool.submit(() -> new GuideCompiler(TokenBytes.read(tokenizer), endTokenIds));
      ProfileGuides guides = new ProfileGuides(pool, Optional.of(compiler));
      first.stream()
          .filter(ProfileGuides::isGuided)
          .forEach(profile -> guides.begun.put(profile, compile(compiler, profile, pool)));
      return guides;
    } finally {
      // What was submitted is still done.
      pool.shutdown();
    }
  }

  private static boolean isGuided(Profile profile) {
    return profile.outputForm() != OutputForm.FREE_TEXT;
  }

  private static Compilation compile(
      Future<GuideCompiler> compiler, Profile profile, Executor executor) {
    FutureTask<GuidedForm> english =
        new FutureTask<>(() -> outcome(compiler).compile(profile, Language.LANGUAGE_ENGLISH));
    FutureTask<GuidedForm> korean =
        new FutureTask<>(() -> outcome(compiler).compile(profile, Language.LANGUAGE_KOREAN));
    executor.execute(english);
    executor.execute(korean);
    return new Compilation(english, korean);
  }

  /**
   * Waits until what {@link #of} began has ended, well or not.
   *
   * @throws IOException if the waiting thread is interrupted
   */
  public void awaitBegun() throws IOException {
    try {
      boolean _ = compiling.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw Outcome.interrupted(e, COMPILING);
    }
  }

  /**
   * Waits for the vocabulary.
   *
   * @throws IOException if it cannot be read
   */
  public void requireVocabulary() throws IOException {
    if (compiler.isPresent()) {
      GuideCompiler _ = outcome(compiler.get());
    }
  }

  /**
   * Adds a profile and its compiled forms; again for one that is there: no effect.
   *
   * @param room tokens that an answer may have in the model's context
   * @throws IOException if the model cannot write them; see {@link GuideCompiler#compile}
   */
  public void add(Profile profile, int room) throws IOException {
    if (compiler.isEmpty() || !isGuided(profile) || forms.containsKey(profile)) {
      return;
    }
    Compilation known = begun.remove(profile);
    // One that comes later is compiled here: requests need the other processors.
    Forms compiled =
        (known == null ? compile(compiler.get(), profile, Runnable::run) : known).await();
    int shortest = Math.max(compiled.english.shortest(), compiled.korean.shortest());
    if (shortest > room) {
      throw new IOException(
          "profile %s: its prompt leaves room for %d tokens, the shortest %s takes %d"
              .formatted(profile.name(), room, profile.outputForm(), shortest));
    }
    forms.put(profile, compiled);
  }

  private static <T> T outcome(Future<T> work) throws IOException {
    return Outcome.of(work, COMPILING);
  }

  /** Forgets a profile that is no longer served. */
  public void remove(Profile profile) {
    forms.remove(profile);
  }

  /** A guide for one report; empty for free text, and where guides are off. */
  public Optional<FormGuide> begin(Profile profile, Language language) {
    return Optional.ofNullable(forms.get(profile)).map(both -> both.in(language).begin());
  }
}
