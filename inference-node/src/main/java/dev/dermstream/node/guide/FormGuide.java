package dev.dermstream.node.guide;

import dev.dermstream.node.generate.TokenGuide;
import dev.dermstream.node.guide.TokenStates.State;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds one text to its {@link GuidedForm}. Confined to one thread at a time. */
public final class FormGuide implements TokenGuide {
  private final ByteAutomaton automaton;
  private final TokenStates states;
  private final LabelBranches branches;
  private final @Nullable LabelLikelihoods likelihoods;
  private long @Nullable [] within;
  private int state;
  private boolean steered;

  FormGuide(ByteAutomaton automaton, TokenStates states, LabelBranches branches, int[] idCodes) {
    this.automaton = automaton;
    this.states = states;
    this.branches = branches;
    this.likelihoods = idCodes.length == 0 ? null : new LabelLikelihoods(idCodes);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where fewer tokens remain than the form still takes, only those of a shortest way to its
   * close stay; so one who wants a text ended before its limit says that 1 remains.
   */
  @Override
  public void mask(float[] logits, int remainingTokens) {
    if (likelihoods != null) {
      likelihoods.observe(branches.at(state), logits);
    }
    State here = states.get(state);
    if (remainingTokens >= here.room()) {
      here.all().keep(logits);
    } else {
      steer(here, logits, Math.max(remainingTokens, here.shortest()));
    }
  }

  private void steer(State here, float[] logits, int remainingTokens) {
    if (within == null) {
      within = states.noTokens();
    }
    Arrays.fill(within, 0);
    states.addWithin(state, remainingTokens, within);
    TokenSet allowed = new TokenSet.Dense(within);
    steered |= here.all().highest(logits) > allowed.highest(logits);
    allowed.keep(logits);
  }

  @Override
  public void accept(int token) {
    if (likelihoods != null) {
      likelihoods.accept(token);
    }
    state = states.after(state, token);
  }

  /** Whether the text so far is complete. */
  public boolean complete() {
    return automaton.accepts(state);
  }

  /**
   * Whether the limit ever kept the model from the token that it wanted most: then the text is
   * whole by its form, but cut by its sense.
   */
  public boolean steered() {
    return steered;
  }

  /**
   * How likely the model found each class, once the text has ended; {@link LabelLikelihoods} says
   * what is exact.
   *
   * @return best first; empty if the form names no class
   */
  public List<ClassLikelihood> labelLikelihoods() {
    BitSet told = automaton.told(state);
    return likelihoods == null ? List.of() : likelihoods.ending(told);
  }
}
