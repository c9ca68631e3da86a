package dev.dermstream.node.guide;

import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Compiles output forms for one model. Immutable and thread-safe. */
public final class GuideCompiler {
  private final TokenBytes vocabulary;
  private final TokenTrie trie;
  private final Set<Integer> endTokenIds;

  /**
   * A compiler for one tokenizer.
   *
   * @param endTokenIds tokens that end an answer; may be empty
   */
  public GuideCompiler(TokenBytes vocabulary, Set<Integer> endTokenIds) {
    this.vocabulary = vocabulary;
    this.trie = new TokenTrie(vocabulary);
    this.endTokenIds = Set.copyOf(endTokenIds);
  }

  /**
   * The form of a profile's reports.
   *
   * @param language of names and closed sets; English unless Korean
   * @throws IOException if this model cannot write it: its form is too large, the vocabulary lacks
   *     a character of it, it has no end token, or {@code maxNewTokens} of the profile cannot hold
   *     the shortest report
   */
  public GuidedForm compile(Profile profile, Language language) throws IOException {
    boolean korean = language == Language.LANGUAGE_KOREAN;
    String place = "profile %s, %s".formatted(profile.name(), korean ? "Korean" : "English");
    if (profile.outputForm() != OutputForm.FREE_TEXT && endTokenIds.isEmpty()) {
      throw new IOException(
          "%s: the model has no end token, so that a %s would never end"
              .formatted(place, profile.outputForm()));
    }
    GuidedForm form = compile(place, Form.of(profile, korean));
    if (form.shortest() > profile.maxNewTokens()) {
      throw new IOException(
          "%s: max_new_tokens is %d, the shortest %s takes %d"
              .formatted(place, profile.maxNewTokens(), profile.outputForm(), form.shortest()));
    }
    return form;
  }

  /**
   * The form of answers to questions: any running text.
   *
   * @throws IOException if the vocabulary has none
   */
  public GuidedForm freeText() throws IOException {
    return compile("free text", Form.freeText());
  }

  private GuidedForm compile(String place, Form form) throws IOException {
    try {
      Form decoded = vocabulary.dropsLeadingSpace() ? form.withOptionalSpace() : form;
      ByteAutomaton automaton = new ByteAutomaton(decoded);
      TokenStates states = new TokenStates(automaton, vocabulary, trie, endTokenIds);
      if (states.get(0).shortest() >= TokenStates.UNREACHABLE) {
        throw new IOException(place + ": the vocabulary lacks characters of the output form");
      }
      List<Integer> idCodes = form.paths().stream().map(Form.LabelPath::idCode).toList();
      return new GuidedForm(
          automaton, states, new LabelBranches(automaton, states, trie, endTokenIds), idCodes);
    } catch (IllegalArgumentException e) {
      throw new IOException(place + ": " + e.getMessage(), e);
    }
  }
}
