package dev.dermstream.index.search;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** Two codes of -7 to 7 in each byte: one of the row's first half below one of its second. */
final class FourBits implements Encoding {
  private static final int BITS = 4;
  private static final int LIMIT = 7;
  private static final int QUERY_LIMIT = 127;

  /** So many pairs of products fit into 16 bits: 18 * 2 * 7 * 127 = 32,004. */
  private static final int RUN = 18 * LANES;

  /** Lifts the lower four bits of a lane to its top, so that shifting back extends their sign. */
  private static final int LIFT = Short.SIZE - BITS;

  @Override
  public int paddedDimension(int dimension) {
    return Encoding.roundUp(dimension, 2 * LANES);
  }

  @Override
  public int rowBytes(int paddedDimension) {
    return paddedDimension / 2;
  }

  @Override
  public int limit() {
    return LIMIT;
  }

  @Override
  public int queryLimit() {
    return QUERY_LIMIT;
  }

  @Override
  public void write(byte[] codes, MemorySegment rows, long offset) {
    int half = codes.length / 2;
    for (int k = 0; k < half; k++) {
      int both = (codes[k + half] << BITS) | (codes[k] & ((1 << BITS) - 1));
      rows.set(ValueLayout.JAVA_BYTE, offset + k, (byte) both);
    }
  }

  @Override
  public void dot(MemorySegment rows, short[] query, long a, long b, long c, long d, int[] dots) {
    int half = query.length / 2;
    IntVector sumA = IntVector.zero(INTS);
    IntVector sumB = IntVector.zero(INTS);
    IntVector sumC = IntVector.zero(INTS);
    IntVector sumD = IntVector.zero(INTS);
    for (int begin = 0; begin < half; begin += RUN) {
      int end = Math.min(begin + RUN, half);
      ShortVector runA = ShortVector.zero(SHORTS);
      ShortVector runB = ShortVector.zero(SHORTS);
      ShortVector runC = ShortVector.zero(SHORTS);
      ShortVector runD = ShortVector.zero(SHORTS);
      for (int k = begin; k < end; k += LANES) {
        ShortVector low = ShortVector.fromArray(SHORTS, query, k);
        ShortVector high = ShortVector.fromArray(SHORTS, query, k + half);
        runA = runA.add(products(Encoding.load(rows, a + k), low, high));
        runB = runB.add(products(Encoding.load(rows, b + k), low, high));
        runC = runC.add(products(Encoding.load(rows, c + k), low, high));
        runD = runD.add(products(Encoding.load(rows, d + k), low, high));
      }
      sumA = sumA.add(Encoding.pairs(runA));
      sumB = sumB.add(Encoding.pairs(runB));
      sumC = sumC.add(Encoding.pairs(runC));
      sumD = sumD.add(Encoding.pairs(runD));
    }
    dots[0] = sumA.reduceLanes(VectorOperators.ADD);
    dots[1] = sumB.reduceLanes(VectorOperators.ADD);
    dots[2] = sumC.reduceLanes(VectorOperators.ADD);
    dots[3] = sumD.reduceLanes(VectorOperators.ADD);
  }

  private static ShortVector products(ShortVector both, ShortVector low, ShortVector high) {
    ShortVector lower =
        both.lanewise(VectorOperators.LSHL, LIFT).lanewise(VectorOperators.ASHR, LIFT);
    return lower.mul(low).add(both.lanewise(VectorOperators.ASHR, BITS).mul(high));
  }
}
