package dev.dermstream.node.guide;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A {@link ByteAutomaton} lifted to tokens. Computed for all states when a profile is loaded: a
 * state has few moves, because the tokens of running text nearly all lead to one state, so that
 * memory is little more than one bit per token for each of the few states inside running text.
 * Immutable.
 */
final class TokenStates {
  /** More tokens than any text has: no way to a complete form. */
  static final int UNREACHABLE = Integer.MAX_VALUE / 2;

  private final ByteAutomaton automaton;
  private final TokenBytes vocabulary;
  private final Set<Integer> ends;
  private final int vocabSize;
  private final State[] states;

  /**
   * What may come in a state, first of all whatever the limit.
   *
   * @param all tokens that may come, end tokens among them where the form is complete
   * @param moves the tokens, without end tokens, by the state they lead to
   * @param shortest least number of tokens to a complete form
   * @param room tokens that must remain so that none of {@code all} is too long a way
   */
  record State(TokenSet all, List<Move> moves, int shortest, int room) {}

  /** Tokens that lead to one state. */
  record Move(int target, TokenSet tokens) {}

  TokenStates(ByteAutomaton automaton, TokenBytes vocabulary, TokenTrie trie, Set<Integer> ends) {
    this.automaton = automaton;
    this.vocabulary = vocabulary;
    this.ends = Set.copyOf(ends);
    this.vocabSize = Math.max(vocabulary.size(), 1 + ends.stream().reduce(-1, Math::max));
    Move[][] moves = new Move[automaton.states()][];
    for (int state = 0; state < moves.length; state++) {
      moves[state] = moves(state, trie);
    }
    int[] shortest = shortest(moves);
    states = new State[moves.length];
    for (int state = 0; state < states.length; state++) {
      states[state] = state(state, moves[state], shortest);
    }
  }

  private Move[] moves(int state, TokenTrie trie) {
    Map<Integer, BitSet> byTarget = new TreeMap<>();
    trie.walk(
        state,
        automaton::step,
        (token, target) -> byTarget.computeIfAbsent(target, any -> new BitSet()).set(token));
    return byTarget.entrySet().stream()
        .map(move -> new Move(move.getKey(), TokenSet.of(move.getValue(), vocabSize)))
        .toArray(Move[]::new);
  }

  /** Least tokens to a complete form, by repeated relaxation (Bellman and Ford). */
  private int[] shortest(Move[][] moves) {
    int[] shortest = new int[moves.length];
    Arrays.setAll(shortest, state -> automaton.accepts(state) ? 0 : UNREACHABLE);
    boolean changed = true;
    while (changed) {
      changed = false;
      // From the back, because states are numbered roughly in the order of the text.
      for (int state = moves.length - 1; state >= 0; state--) {
        for (Move move : moves[state]) {
          if (shortest[move.target] + 1 < shortest[state]) {
            shortest[state] = shortest[move.target] + 1;
            changed = true;
          }
        }
      }
    }
    return shortest;
  }

  private State state(int state, Move[] moves, int[] shortest) {
    Move[] leading =
        Arrays.stream(moves)
            .filter(move -> shortest[move.target] < UNREACHABLE)
            .toArray(Move[]::new);
    long[] all = noTokens();
    int room = 0;
    for (Move move : leading) {
      move.tokens.addTo(all);
      room = Math.max(room, shortest[move.target] + 1);
    }
    addEnds(state, all);
    return new State(
        TokenSet.of(BitSet.valueOf(all), vocabSize), List.of(leading), shortest[state], room);
  }

  int count() {
    return states.length;
  }

  State get(int state) {
    return states[state];
  }

  int vocabSize() {
    return vocabSize;
  }

  /** The state after a token that may come. */
  int after(int state, int token) {
    int next = state;
    for (byte value : vocabulary.of(token)) {
      next = automaton.step(next, value & 0xFF);
      if (next < 0) {
        throw new IllegalArgumentException("token " + token + " cannot come here");
      }
    }
    return next;
  }

  private void addEnds(int state, long[] bits) {
    if (automaton.accepts(state)) {
      ends.forEach(id -> bits[id / Long.SIZE] |= 1L << id);
    }
  }

  /** Adds the tokens that leave a way to a complete form within the limit. */
  void addWithin(int state, int remainingTokens, long[] bits) {
    for (Move move : states[state].moves) {
      if (states[move.target].shortest < remainingTokens) {
        move.tokens.addTo(bits);
      }
    }
    addEnds(state, bits);
  }

  long[] noTokens() {
    return new long[(vocabSize + Long.SIZE - 1) / Long.SIZE];
  }

  /** Memory of the token sets, without the objects around them. */
  long bytes() {
    long bytes = 0;
    for (State state : states) {
      bytes += state.all.bytes();
      for (Move move : state.moves) {
        bytes += move.tokens.bytes();
      }
    }
    return bytes;
  }
}
