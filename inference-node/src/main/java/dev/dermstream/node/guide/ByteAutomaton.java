package dev.dermstream.node.guide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.ByteRunAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/**
 * A form as a deterministic automaton over the bytes of UTF-8; the first state is 0, and an
 * accepting state can be reached from all. For each state it knows the classes that the text may
 * yet turn out to name: it is the product of the automaton of all texts with those of the
 * beginnings that tell each class, because texts that name different classes may have the same
 * ends. Immutable.
 */
final class ByteAutomaton {
  private static final int BYTES = 256;

  /** Bounds time and memory; the report of 15 classes takes a thousandth. */
  private static final int MOST_WORK = 50_000_000;

  private final int[] columns = new int[BYTES];
  private final List<int[]> rows = new ArrayList<>();
  private final List<State> states = new ArrayList<>();

  private record State(boolean accepts, BitSet open, BitSet told) {}

  /** A state of the texts and, by class, of its beginnings; none of these once all have ended. */
  private record Place(int texts, List<Integer> beginnings) {}

  /**
   * Builds it.
   *
   * @throws IllegalArgumentException if the form is too large
   */
  ByteAutomaton(Form form) {
    ByteRunAutomaton texts = deterministic(form.texts());
    List<ByteRunAutomaton> beginnings =
        form.paths().stream().map(path -> deterministic(path.beginnings())).toList();
    int[] firstOfColumn = columns(texts, beginnings);
    List<Place> places = new ArrayList<>();
    Map<Place, Integer> numbers = new HashMap<>();
    places.add(new Place(0, beginnings.stream().map(any -> 0).toList()));
    numbers.put(places.getFirst(), 0);
    for (int number = 0; number < places.size(); number++) {
      Place place = places.get(number);
      states.add(state(place, texts, beginnings));
      int[] row = new int[firstOfColumn.length];
      for (int column = 0; column < row.length; column++) {
        Place next = next(place, firstOfColumn[column], texts, beginnings);
        row[column] = next.texts < 0 ? -1 : number(next, places, numbers);
      }
      rows.add(row);
    }
  }

  private static ByteRunAutomaton deterministic(Automaton automaton) {
    try {
      Automaton one = Operations.determinize(Operations.removeDeadStates(automaton), MOST_WORK);
      return new ByteRunAutomaton(Operations.removeDeadStates(one), true);
    } catch (TooComplexToDeterminizeException e) {
      throw new IllegalArgumentException("the output form has too many alternatives", e);
    }
  }

  /** Bytes that no automaton tells apart share a column; the first byte of each. */
  private int[] columns(ByteRunAutomaton texts, List<ByteRunAutomaton> beginnings) {
    BitSet starts = new BitSet();
    starts.set(0);
    Arrays.stream(texts.getCharIntervals()).forEach(starts::set);
    for (ByteRunAutomaton beginning : beginnings) {
      Arrays.stream(beginning.getCharIntervals()).forEach(starts::set);
    }
    starts.clear(BYTES, Math.max(BYTES, starts.length()));
    int[] first = starts.stream().toArray();
    for (int column = 0; column < first.length; column++) {
      int end = column + 1 < first.length ? first[column + 1] : BYTES;
      Arrays.fill(columns, first[column], end, column);
    }
    return first;
  }

  private static State state(
      Place place, ByteRunAutomaton texts, List<ByteRunAutomaton> beginnings) {
    BitSet open = new BitSet();
    BitSet told = new BitSet();
    for (int label = 0; label < place.beginnings.size(); label++) {
      int state = place.beginnings.get(label);
      open.set(label, state >= 0);
      told.set(label, state >= 0 && beginnings.get(label).isAccept(state));
    }
    return new State(texts.isAccept(place.texts), open, told);
  }

  private static Place next(
      Place place, int value, ByteRunAutomaton texts, List<ByteRunAutomaton> beginnings) {
    int state = texts.step(place.texts, value);
    List<Integer> states = new ArrayList<>();
    boolean alive = false;
    for (int label = 0; label < place.beginnings.size(); label++) {
      int before = place.beginnings.get(label);
      int after = before < 0 ? before : beginnings.get(label).step(before, value);
      states.add(after);
      alive |= after >= 0;
    }
    return new Place(state, alive ? states : List.of());
  }

  private static int number(Place place, List<Place> places, Map<Place, Integer> numbers) {
    Integer known = numbers.putIfAbsent(place, places.size());
    if (known != null) {
      return known;
    }
    places.add(place);
    return places.size() - 1;
  }

  int states() {
    return rows.size();
  }

  /** The state after a byte of 0 to 255, or -1 if it cannot come. */
  int step(int state, int value) {
    return rows.get(state)[columns[value]];
  }

  /** Whether the text is complete. */
  boolean accepts(int state) {
    return states.get(state).accepts;
  }

  /**
   * Indices of the classes that the text is about to name; empty once it has, not to be changed.
   */
  BitSet open(int state) {
    return states.get(state).open;
  }

  /** Indices of the classes that the text names if it ends here; not to be changed. */
  BitSet told(int state) {
    return states.get(state).told;
  }
}
