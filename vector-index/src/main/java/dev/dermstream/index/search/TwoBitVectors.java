package dev.dermstream.index.search;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.apache.lucene.index.FloatVectorValues;

/**
 * Vectors in two bits a value, compared with a query in four by counting the bits that both have
 * set: a quarter of the memory of seven bits, and no multiplication.
 *
 * <p>With m the mean of all vectors, each value of x - m, rotated, is kept as u, 0 to 3, standing
 * for s (u - 3/2); the query's, rotated too, as v, 0 to 15, standing for t (v - 15/2). Both lie in
 * bit planes, so that the sum of u v is that of 2^(i + j) times the bits common to plane i of the
 * one and plane j of the other. The scale of a vector's score is chosen as in RaBitQ (Gao and Long,
 * 2024; with more bits Gao and others, 2025): such that the vector's product with itself is right,
 * which makes the estimate of a product free of bias.
 */
final class TwoBitVectors implements CompactVectors {
  /**
   * The error of a product falls with the root of the dimension; below this one it is more than
   * what tells neighbours apart.
   */
  static final int LEAST_DIMENSION = 256;

  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final int LANES = LONGS.length();
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private static final int LEVELS = 4;
  private static final float MIDDLE = (LEVELS - 1) / 2f;
  private static final int QUERY_BITS = 4;
  private static final int QUERY_LEVELS = 1 << QUERY_BITS;
  private static final float QUERY_MIDDLE = (QUERY_LEVELS - 1) / 2f;

  /** The query's planes: those of the lower half of a row, shifted by one for its upper half. */
  private static final int STEPS = QUERY_BITS + 1;

  /** Rounds of fitting a scale to codes and codes to the scale; it hardly moves after them. */
  private static final int FITTING_ROUNDS = 4;

  /** Rows begin at whole vectors of the processor. */
  private static final int ALIGNMENT = 64;

  /** Rows that are scored at once. */
  private static final int TOGETHER = 4;

  /** Numbers that are kept of each vector. */
  private static final int TERMS = 3;

  private final float[] mean;
  private final Rotation rotation;
  private final int planeLongs;
  private final int rowLongs;
  private final long stride;
  private final Arena arena;
  private final MemorySegment rows;

  /**
   * {@code [count, 3]}: of each vector the scale s of its score, -15/2 s times the sum of its
   * codes, and m.(x - m).
   */
  private final float[] terms;

  private TwoBitVectors(float[] mean, Rotation rotation, int count) {
    this.mean = mean;
    this.rotation = rotation;
    planeLongs = Encoding.roundUp(mean.length, Long.SIZE) / Long.SIZE;
    rowLongs = Encoding.roundUp(2 * planeLongs, LANES);
    stride = (long) rowLongs * Long.BYTES;
    terms = new float[TERMS * count];
    arena = Arena.ofShared();
    rows = arena.allocate(stride * count, ALIGNMENT);
  }

  /** Quantises every vector. */
  static TwoBitVectors of(FloatVectorValues vectors) throws IOException {
    return of(vectors, new Rotation(vectors.dimension()));
  }

  /** Quantises every vector, rotated. */
  static TwoBitVectors of(FloatVectorValues vectors, Rotation rotation) throws IOException {
    TwoBitVectors small = new TwoBitVectors(Means.of(vectors), rotation, vectors.size());
    try {
      float[] centred = new float[small.mean.length];
      float[] work = new float[centred.length];
      for (int ordinal = 0; ordinal < vectors.size(); ordinal++) {
        small.write(ordinal, vectors.vectorValue(ordinal), centred, work);
      }
      return small;
    } catch (IOException | RuntimeException e) {
      small.close();
      throw e;
    }
  }

  private void write(int ordinal, float[] vector, float[] centred, float[] work) {
    double offset = 0;
    double squares = 0;
    for (int k = 0; k < mean.length; k++) {
      centred[k] = vector[k] - mean[k];
      offset += (double) mean[k] * centred[k];
      squares += (double) centred[k] * centred[k];
    }
    rotation.apply(centred, work);
    float step = step(centred, squares);
    double own = 0;
    int sum = 0;
    for (int k = 0; k < mean.length; k++) {
      int code = code(centred[k], step);
      own += (code - MIDDLE) * centred[k];
      sum += code;
      set(ordinal, k, code & 1);
      set(ordinal, planeLongs * Long.SIZE + k, code >> 1);
    }
    float scale = own == 0 ? 0 : (float) (squares / own);
    terms[TERMS * ordinal] = scale;
    terms[TERMS * ordinal + 1] = -QUERY_MIDDLE * scale * sum;
    terms[TERMS * ordinal + 2] = (float) offset;
  }

  /** The distance of two levels at which the codes are nearest to the values. */
  private static float step(float[] centred, double squares) {
    float step = (float) Math.sqrt(squares / centred.length);
    for (int round = 0; round < FITTING_ROUNDS && step > 0; round++) {
      double product = 0;
      double levels = 0;
      for (float value : centred) {
        float level = code(value, step) - MIDDLE;
        product += level * value;
        levels += level * level;
      }
      step = (float) (product / levels);
    }
    return step;
  }

  private static int code(float value, float step) {
    return step > 0
        ? Math.clamp((int) Math.floor(value / step) + LEVELS / 2, 0, LEVELS - 1)
        : LEVELS / 2;
  }

  private void set(int ordinal, int position, int bit) {
    long at = ordinal * stride + (long) (position / Long.SIZE) * Long.BYTES;
    long word = rows.get(ValueLayout.JAVA_LONG, at);
    rows.set(ValueLayout.JAVA_LONG, at, word | ((long) bit << (position % Long.SIZE)));
  }

  @Override
  public Scorer scorer(float[] unit) {
    float[] centred = new float[planeLongs * Long.SIZE];
    for (int k = 0; k < mean.length; k++) {
      centred[k] = unit[k] - mean[k];
    }
    rotation.apply(centred, new float[mean.length]);
    float largest = 0;
    for (int k = 0; k < mean.length; k++) {
      largest = Math.max(largest, Math.abs(centred[k]));
    }
    float step = largest == 0 ? 1 : largest / QUERY_MIDDLE;
    long[] planes = new long[STEPS * rowLongs];
    int sum = 0;
    for (int word = 0; word < planeLongs; word++) {
      for (int plane = 0; plane < QUERY_BITS; plane++) {
        long bits = bits(centred, word * Long.SIZE, 1 / step, 1 << plane);
        planes[plane * rowLongs + word] = bits;
        // Against the upper bit of a code, which weighs twice as much.
        planes[(plane + 1) * rowLongs + planeLongs + word] = bits;
        sum += Long.bitCount(bits) << plane;
      }
    }
    float constant = MIDDLE * (QUERY_MIDDLE * mean.length - sum);
    return (ordinals, count, scores) -> score(planes, step, constant, ordinals, count, scores);
  }

  /** Which of 64 values have a bit set in their codes. */
  private long bits(float[] centred, int from, float perStep, int bit) {
    long bits = 0;
    for (int k = 0; k < Long.SIZE; k += FLOATS.length()) {
      // Half a level more and cut off, so that it is rounded: nothing is below 0.
      bits |=
          FloatVector.fromArray(FLOATS, centred, from + k)
                  .mul(perStep)
                  .add(QUERY_LEVELS / 2f)
                  .min(QUERY_LEVELS - 1)
                  .convert(VectorOperators.F2I, 0)
                  .reinterpretAsInts()
                  .lanewise(VectorOperators.AND, bit)
                  .compare(VectorOperators.NE, 0)
                  .toLong()
              << k;
    }
    int beyond = from + Long.SIZE - mean.length;
    return beyond > 0 ? bits & (-1L >>> beyond) : bits;
  }

  private void score(
      long[] planes, float step, float constant, int[] ordinals, int count, float[] scores) {
    long[] dots = new long[TOGETHER];
    int last = count - 1;
    for (int i = 0; i < count; i += TOGETHER) {
      dot(
          planes,
          ordinals[i] * stride,
          ordinals[Math.min(i + 1, last)] * stride,
          ordinals[Math.min(i + 2, last)] * stride,
          ordinals[Math.min(i + 3, last)] * stride,
          dots);
      for (int j = i; j < Math.min(i + TOGETHER, count); j++) {
        int term = TERMS * ordinals[j];
        scores[j] =
            step * (terms[term] * (dots[j - i] + constant) + terms[term + 1]) + terms[term + 2];
      }
    }
  }

  /**
   * Bits in common of the query's planes and four rows, weighted by what they stand for. Written
   * out, with no method that takes or returns a vector: one that is not inlined would put every
   * vector on the heap.
   */
  private void dot(long[] planes, long a, long b, long c, long d, long[] dots) {
    LongVector sumA = LongVector.zero(LONGS);
    LongVector sumB = LongVector.zero(LONGS);
    LongVector sumC = LongVector.zero(LONGS);
    LongVector sumD = LongVector.zero(LONGS);
    for (int k = 0; k < rowLongs; k += LANES) {
      LongVector first = LongVector.fromArray(LONGS, planes, k);
      LongVector second = LongVector.fromArray(LONGS, planes, k + rowLongs);
      LongVector third = LongVector.fromArray(LONGS, planes, k + 2 * rowLongs);
      LongVector fourth = LongVector.fromArray(LONGS, planes, k + 3 * rowLongs);
      LongVector fifth = LongVector.fromArray(LONGS, planes, k + 4 * rowLongs);
      long at = (long) k * Long.BYTES;
      LongVector rowA = LongVector.fromMemorySegment(LONGS, rows, a + at, ByteOrder.LITTLE_ENDIAN);
      LongVector ofA = rowA.and(fifth).lanewise(VectorOperators.BIT_COUNT);
      ofA = ofA.add(ofA).add(rowA.and(fourth).lanewise(VectorOperators.BIT_COUNT));
      ofA = ofA.add(ofA).add(rowA.and(third).lanewise(VectorOperators.BIT_COUNT));
      ofA = ofA.add(ofA).add(rowA.and(second).lanewise(VectorOperators.BIT_COUNT));
      ofA = ofA.add(ofA).add(rowA.and(first).lanewise(VectorOperators.BIT_COUNT));
      sumA = sumA.add(ofA);
      LongVector rowB = LongVector.fromMemorySegment(LONGS, rows, b + at, ByteOrder.LITTLE_ENDIAN);
      LongVector ofB = rowB.and(fifth).lanewise(VectorOperators.BIT_COUNT);
      ofB = ofB.add(ofB).add(rowB.and(fourth).lanewise(VectorOperators.BIT_COUNT));
      ofB = ofB.add(ofB).add(rowB.and(third).lanewise(VectorOperators.BIT_COUNT));
      ofB = ofB.add(ofB).add(rowB.and(second).lanewise(VectorOperators.BIT_COUNT));
      ofB = ofB.add(ofB).add(rowB.and(first).lanewise(VectorOperators.BIT_COUNT));
      sumB = sumB.add(ofB);
      LongVector rowC = LongVector.fromMemorySegment(LONGS, rows, c + at, ByteOrder.LITTLE_ENDIAN);
      LongVector ofC = rowC.and(fifth).lanewise(VectorOperators.BIT_COUNT);
      ofC = ofC.add(ofC).add(rowC.and(fourth).lanewise(VectorOperators.BIT_COUNT));
      ofC = ofC.add(ofC).add(rowC.and(third).lanewise(VectorOperators.BIT_COUNT));
      ofC = ofC.add(ofC).add(rowC.and(second).lanewise(VectorOperators.BIT_COUNT));
      ofC = ofC.add(ofC).add(rowC.and(first).lanewise(VectorOperators.BIT_COUNT));
      sumC = sumC.add(ofC);
      LongVector rowD = LongVector.fromMemorySegment(LONGS, rows, d + at, ByteOrder.LITTLE_ENDIAN);
      LongVector ofD = rowD.and(fifth).lanewise(VectorOperators.BIT_COUNT);
      ofD = ofD.add(ofD).add(rowD.and(fourth).lanewise(VectorOperators.BIT_COUNT));
      ofD = ofD.add(ofD).add(rowD.and(third).lanewise(VectorOperators.BIT_COUNT));
      ofD = ofD.add(ofD).add(rowD.and(second).lanewise(VectorOperators.BIT_COUNT));
      ofD = ofD.add(ofD).add(rowD.and(first).lanewise(VectorOperators.BIT_COUNT));
      sumD = sumD.add(ofD);
    }
    dots[0] = sumA.reduceLanes(VectorOperators.ADD);
    dots[1] = sumB.reduceLanes(VectorOperators.ADD);
    dots[2] = sumC.reduceLanes(VectorOperators.ADD);
    dots[3] = sumD.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public int count() {
    return terms.length / TERMS;
  }

  @Override
  public long bytesOffHeap() {
    return rows.byteSize();
  }

  @Override
  public void close() {
    arena.close();
  }
}
