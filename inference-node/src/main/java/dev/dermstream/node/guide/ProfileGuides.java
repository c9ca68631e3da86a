package dev.dermstream.node.guide;

import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The compiled forms of a model's profiles, in both languages. Free text has none: all that a guide
 * could forbid in it, reserved tokens, is left out when it is decoded. Thread-safe.
 */
public final class ProfileGuides {
  private final Optional<GuideCompiler> compiler;
  private final Map<Profile, Forms> forms = new ConcurrentHashMap<>();

  private record Forms(GuidedForm english, GuidedForm korean) {
    GuidedForm in(Language language) {
      return language == Language.LANGUAGE_KOREAN ? korean : english;
    }
  }

  private ProfileGuides(Optional<GuideCompiler> compiler) {
    this.compiler = compiler;
  }

  /**
   * For one model; profiles are added to it.
   *
   * @param tokenizer its {@code tokenizer.json}
   * @param endTokenIds tokens that end an answer
   * @throws IOException if the vocabulary cannot be read
   */
  public static ProfileGuides of(GuideConfig config, Path tokenizer, Set<Integer> endTokenIds)
      throws IOException {
    return new ProfileGuides(
        config.enabled()
            ? Optional.of(new GuideCompiler(TokenBytes.read(tokenizer), endTokenIds))
            : Optional.empty());
  }

  /**
   * Compiles the forms of a profile; again for one that is there: no effect.
   *
   * @param room tokens that an answer may have in the model's context
   * @throws IOException if the model cannot write them; see {@link GuideCompiler#compile}
   */
  public void add(Profile profile, int room) throws IOException {
    if (compiler.isEmpty()
        || profile.outputForm() == OutputForm.FREE_TEXT
        || forms.containsKey(profile)) {
      return;
    }
    Forms compiled =
        new Forms(
            compiler.get().compile(profile, Language.LANGUAGE_ENGLISH),
            compiler.get().compile(profile, Language.LANGUAGE_KOREAN));
    int shortest = Math.max(compiled.english.shortest(), compiled.korean.shortest());
    if (shortest > room) {
      throw new IOException(
          "profile %s: its prompt leaves room for %d tokens, the shortest %s takes %d"
              .formatted(profile.name(), room, profile.outputForm(), shortest));
    }
    forms.put(profile, compiled);
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
