package dev.dermstream.node.guide;

import dev.dermstream.node.guide.LabelBranches.Branch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * How likely the model found each class, gathered while it writes. Wherever a token narrows the
 * classes that the text may name, the softmax over the narrowing tokens that the form allows gives
 * the probability of each branch, given the branch taken so far. A class told by the token of a
 * branch not taken gets that branch's probability, which is exact; where a branch not taken leaves
 * several classes (id codes 1 and 10 to 14 behind the digit 1), they share its probability equally,
 * because the model was not asked further. All sum to 1. Confined to one thread at a time.
 */
final class LabelLikelihoods {
  private final int[] idCodes;
  private final double[] likelihoods;

  /** Probability of the way taken so far, and the classes possible on it. */
  private double taken = 1;

  private BitSet open;

  /** The branches of the current state and their probabilities, until a token is chosen. */
  private List<Branch> branches = List.of();

  private double[] probabilities = new double[0];

  /** For a text that is yet to name one of these classes. */
  LabelLikelihoods(int[] idCodes) {
    this.idCodes = idCodes;
    this.likelihoods = new double[idCodes.length];
    this.open = new BitSet();
    open.set(0, idCodes.length);
  }

  /** Looks at the scores of a state, all of them as the model gave them. */
  void observe(List<Branch> here, float[] logits) {
    branches = here;
    if (here.isEmpty()) {
      return;
    }
    float highest = Float.NEGATIVE_INFINITY;
    for (Branch branch : here) {
      highest = Math.max(highest, branch.tokens().highest(logits));
    }
    probabilities = new double[here.size()];
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = here.get(i).tokens().mass(logits, highest);
      sum += probabilities[i];
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      // Scores that are no numbers say nothing.
      branches = List.of();
      return;
    }
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] /= sum;
    }
  }

  /** Takes the branch of the token that was chosen, if it is one of a branch. */
  void accept(int token) {
    for (int i = 0; i < branches.size(); i++) {
      if (!branches.get(i).end() && branches.get(i).tokens().contains(token)) {
        take(i);
        break;
      }
    }
    branches = List.of();
  }

  private void take(int chosen) {
    double before = taken;
    for (int i = 0; i < branches.size(); i++) {
      if (i == chosen) {
        taken = before * probabilities[i];
        open = branches.get(i).labels();
      } else {
        share(branches.get(i).labels(), before * probabilities[i]);
      }
    }
  }

  /**
   * What the text as it is now says, if it ends here.
   *
   * @param told the classes that it names if it ends here
   * @return best first
   */
  List<ClassLikelihood> ending(BitSet told) {
    int last = branches.size() - 1;
    if (last >= 0 && branches.get(last).end()) {
      take(last);
    } else if (!told.isEmpty()) {
      // Cut by the limit where it names a class but could go on to name another.
      open = told;
    }
    branches = List.of();
    share(open, taken);
    taken = 0;
    List<ClassLikelihood> all = new ArrayList<>();
    for (int label = 0; label < idCodes.length; label++) {
      all.add(new ClassLikelihood(idCodes[label], likelihoods[label]));
    }
    all.sort(Comparator.comparingDouble(ClassLikelihood::probability).reversed());
    return List.copyOf(all);
  }

  private void share(BitSet labels, double probability) {
    labels.stream().forEach(label -> likelihoods[label] += probability / labels.cardinality());
  }
}
