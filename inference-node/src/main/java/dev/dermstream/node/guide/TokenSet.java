package dev.dermstream.node.guide;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A set of token ids: a list of ids where they are few, a bit for every token of the vocabulary
 * where they are many. Immutable.
 */
sealed interface TokenSet {
  /** From this share of the vocabulary on bits take less memory than ids. */
  int IDS_PER_BITS = 32;

  /** A set of the bits that are set; the argument is copied. */
  static TokenSet of(BitSet ids, int vocabSize) {
    return ids.cardinality() * IDS_PER_BITS >= vocabSize
        ? new Dense(Arrays.copyOf(ids.toLongArray(), (vocabSize + Long.SIZE - 1) / Long.SIZE))
        : new Sparse(ids.stream().toArray());
  }

  boolean contains(int id);

  /** Adds the members to bits. */
  void addTo(long[] bits);

  /** Sets the scores of all others to negative infinity. */
  void keep(float[] logits);

  /** The highest score of a member. */
  float highest(float[] logits);

  /** The sum of {@code exp(logit - highest)} over the members. */
  double mass(float[] logits, float highest);

  /** Memory of its members. */
  int bytes();

  /** Few tokens, in ascending order. */
  final class Sparse implements TokenSet {
    private final int[] ids;

    Sparse(int[] ids) {
      this.ids = ids;
    }

    @Override
    public boolean contains(int id) {
      return Arrays.binarySearch(ids, id) >= 0;
    }

    @Override
    public void addTo(long[] bits) {
      for (int id : ids) {
        bits[id / Long.SIZE] |= 1L << id;
      }
    }

    @Override
    public void keep(float[] logits) {
      float[] kept = new float[ids.length];
      for (int i = 0; i < ids.length; i++) {
        kept[i] = logits[ids[i]];
      }
      Arrays.fill(logits, Float.NEGATIVE_INFINITY);
      for (int i = 0; i < ids.length; i++) {
        logits[ids[i]] = kept[i];
      }
    }

    @Override
    public float highest(float[] logits) {
      float highest = Float.NEGATIVE_INFINITY;
      for (int id : ids) {
        highest = Math.max(highest, logits[id]);
      }
      return highest;
    }

    @Override
    public double mass(float[] logits, float highest) {
      double mass = 0;
      for (int id : ids) {
        mass += Math.exp(logits[id] - highest);
      }
      return mass;
    }

    @Override
    public int bytes() {
      return ids.length * Integer.BYTES;
    }
  }

  /** Many tokens, a bit each. */
  final class Dense implements TokenSet {
    private final long[] bits;

    Dense(long[] bits) {
      this.bits = bits;
    }

    @Override
    public boolean contains(int id) {
      return id / Long.SIZE < bits.length && (bits[id / Long.SIZE] & (1L << id)) != 0;
    }

    @Override
    public void addTo(long[] others) {
      for (int word = 0; word < bits.length; word++) {
        others[word] |= bits[word];
      }
    }

    @Override
    public void keep(float[] logits) {
      for (int word = 0; word < bits.length; word++) {
        int first = word * Long.SIZE;
        int after = Math.min(first + Long.SIZE, logits.length);
        if (bits[word] == 0) {
          Arrays.fill(logits, Math.min(first, after), after, Float.NEGATIVE_INFINITY);
        } else {
          // Jumps from one masked token to the next: most words of running text have few.
          for (long out = ~bits[word]; out != 0; out &= out - 1) {
            int id = first + Long.numberOfTrailingZeros(out);
            if (id >= after) {
              break;
            }
            logits[id] = Float.NEGATIVE_INFINITY;
          }
        }
      }
      // An embedding matrix may be padded beyond the tokenizer's last token.
      int known = Math.min(bits.length * Long.SIZE, logits.length);
      Arrays.fill(logits, known, logits.length, Float.NEGATIVE_INFINITY);
    }

    @Override
    public float highest(float[] logits) {
      float highest = Float.NEGATIVE_INFINITY;
      for (int word = 0; word < bits.length; word++) {
        for (long in = bits[word]; in != 0; in &= in - 1) {
          highest = Math.max(highest, logits[word * Long.SIZE + Long.numberOfTrailingZeros(in)]);
        }
      }
      return highest;
    }

    @Override
    public double mass(float[] logits, float highest) {
      double mass = 0;
      for (int word = 0; word < bits.length; word++) {
        for (long in = bits[word]; in != 0; in &= in - 1) {
          int id = word * Long.SIZE + Long.numberOfTrailingZeros(in);
          mass += Math.exp(logits[id] - highest);
        }
      }
      return mass;
    }

    @Override
    public int bytes() {
      return bits.length * Long.BYTES;
    }
  }
}
