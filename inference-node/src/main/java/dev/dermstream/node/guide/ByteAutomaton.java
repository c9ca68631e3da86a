package dev.dermstream.node.guide;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.ByteRunAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/**
 * A form as a deterministic automaton over the bytes of UTF-8; the first state is 0, and an
 * accepting state can be reached from all. For each state it knows the classes that the text may
 * yet turn out to name. Immutable.
 */
final class ByteAutomaton {
  private static final int BYTES = 256;

  /** Bounds time and memory; the report of 15 classes takes a thousandth. */
  private static final int MOST_WORK = 50_000_000;

  private final ByteRunAutomaton run;
  private final BitSet[] open;
  private final BitSet[] told;

  /**
   * Builds it.
   *
   * @throws IllegalArgumentException if the form is too large
   */
  ByteAutomaton(Form form) {
    run = deterministic(form.texts());
    open = sets();
    told = sets();
    List<Form.LabelPath> paths = form.paths();
    for (int label = 0; label < paths.size(); label++) {
      follow(deterministic(paths.get(label).beginnings()), label);
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

  private BitSet[] sets() {
    BitSet[] sets = new BitSet[run.getSize()];
    for (int state = 0; state < sets.length; state++) {
      sets[state] = new BitSet();
    }
    return sets;
  }

  /** Marks the states that the beginnings of one class pass. */
  private void follow(ByteRunAutomaton path, int label) {
    record Pair(int state, int onPath) {}
    Deque<Pair> waiting = new ArrayDeque<>();
    Set<Pair> seen = new HashSet<>();
    waiting.add(new Pair(0, 0));
    while (!waiting.isEmpty()) {
      Pair pair = waiting.remove();
      if (!seen.add(pair)) {
        continue;
      }
      open[pair.state].set(label);
      if (path.isAccept(pair.onPath)) {
        told[pair.state].set(label);
      }
      for (int value = 0; value < BYTES; value++) {
        int onPath = path.step(pair.onPath, value);
        if (onPath >= 0) {
          waiting.add(new Pair(run.step(pair.state, value), onPath));
        }
      }
    }
  }

  int states() {
    return run.getSize();
  }

  /** The state after a byte, or -1 if it cannot come. */
  int step(int state, int value) {
    return run.step(state, value);
  }

  /** Whether the text is complete. */
  boolean accepts(int state) {
    return run.isAccept(state);
  }

  /**
   * Indices of the classes that the text is about to name; empty once it has, not to be changed.
   */
  BitSet open(int state) {
    return open[state];
  }

  /** Indices of the classes that the text names if it ends here; not to be changed. */
  BitSet told(int state) {
    return told[state];
  }
}
