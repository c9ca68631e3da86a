package dev.dermstream.node.guide;

import java.util.List;

/**
 * An output form compiled for one tokenizer and one language, shared by all texts. Immutable and
 * thread-safe.
 */
public final class GuidedForm {
  private final ByteAutomaton automaton;
  private final TokenStates states;
  private final LabelBranches branches;
  private final int[] idCodes;

  GuidedForm(
      ByteAutomaton automaton, TokenStates states, LabelBranches branches, List<Integer> idCodes) {
    this.automaton = automaton;
    this.states = states;
    this.branches = branches;
    this.idCodes = idCodes.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A guide for one text, which may have at least {@link #shortest} tokens. */
  public FormGuide begin() {
    return new FormGuide(automaton, states, branches, idCodes);
  }

  /** Least number of tokens that a complete text takes, without an end token. */
  public int shortest() {
    return states.get(0).shortest();
  }

  /** States of the automaton, for those who measure. */
  public int states() {
    return states.count();
  }

  /** Bytes of memory that its token sets take. */
  public long bytes() {
    return states.bytes();
  }
}
