package dev.dermstream.node.guide;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where the choice of a token tells something of the class that a text names: by state, the tokens
 * grouped by the classes that stay possible after them. Immutable.
 */
final class LabelBranches {
  private final List<List<Branch>> byState;

  /**
   * Tokens after which the same classes are possible.
   *
   * @param labels indices of the classes, fewer than before
   * @param end whether these are the end tokens
   */
  record Branch(BitSet labels, TokenSet tokens, boolean end) {}

  LabelBranches(ByteAutomaton automaton, TokenStates states, TokenTrie trie, Set<Integer> ends) {
    byState =
        IntStream.range(0, automaton.states())
            .mapToObj(state ->
                automaton.open(state).cardinality() > 1
                    ? branches(state, automaton, states, trie, ends)
                    : List.<Branch>of())
            .toList();
  }

  /** The branches of a state; none where no token tells anything. */
  List<Branch> at(int state) {
    return byState.get(state);
  }

  private static List<Branch> branches(
      int state, ByteAutomaton automaton, TokenStates states, TokenTrie trie, Set<Integer> ends) {
    Walk walk = new Walk(automaton, state);
    Map<BitSet, BitSet> tokens = new LinkedHashMap<>();
    trie.walk(
        0,
        walk,
        (token, at) -> {
          BitSet labels = walk.labels(at);
          if (states.get(walk.state(at)).shortest() < TokenStates.UNREACHABLE
              && !labels.equals(automaton.open(state))) {
            tokens.computeIfAbsent(labels, any -> new BitSet()).set(token);
          }
        });
    List<Branch> branches = new ArrayList<>();
    tokens.forEach((labels, ids) ->
        branches.add(new Branch(labels, TokenSet.of(ids, states.vocabSize()), false)));
    if (automaton.accepts(state) && !automaton.told(state).isEmpty() && !ends.isEmpty()) {
      BitSet ids = new BitSet();
      ends.forEach(ids::set);
      branches.add(new Branch(automaton.told(state), TokenSet.of(ids, states.vocabSize()), true));
    }
    return List.copyOf(branches);
  }

  /**
   * Reads the automaton and keeps the last classes that were open: a token may reach beyond the
   * place where the class is told. Its own states are numbers of places.
   */
  private static final class Walk implements TokenTrie.Step {
    private record Place(int state, BitSet labels) {}

    private final ByteAutomaton automaton;
    private final List<Place> places = new ArrayList<>();
    private final Map<Place, Integer> numbers = new HashMap<>();

    Walk(ByteAutomaton automaton, int start) {
      this.automaton = automaton;
      number(new Place(start, automaton.open(start)));
    }

    @Override
    public int next(int number, int value) {
      Place place = places.get(number);
      int state = automaton.step(place.state, value);
      if (state < 0) {
        return state;
      }
      BitSet open = automaton.open(state);
      return number(new Place(state, open.isEmpty() ? place.labels : open));
    }

    private int number(Place place) {
      return numbers.computeIfAbsent(
          place,
          added -> {
            places.add(added);
            return places.size() - 1;
          });
    }

    int state(int number) {
      return places.get(number).state;
    }

    BitSet labels(int number) {
      return places.get(number).labels;
    }
  }
}
