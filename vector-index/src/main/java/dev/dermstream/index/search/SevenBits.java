package dev.dermstream.index.search;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** One code of -63 to 63 in each byte. */
final class SevenBits implements Encoding {
  private static final int LIMIT = 63;

  /** So many products of two codes fit into 16 bits: 8 * 63 * 63 = 31,752. */
  private static final int RUN = 8 * LANES;

  @Override
  public int paddedDimension(int dimension) {
    return Encoding.roundUp(dimension, LANES);
  }

  @Override
  public int rowBytes(int paddedDimension) {
    return paddedDimension;
  }

  @Override
  public int limit() {
    return LIMIT;
  }

  @Override
  public int queryLimit() {
    return LIMIT;
  }

  @Override
  public void write(byte[] codes, MemorySegment rows, long offset) {
    MemorySegment.copy(codes, 0, rows, ValueLayout.JAVA_BYTE, offset, codes.length);
  }

  @Override
  public void dot(MemorySegment rows, short[] query, long a, long b, long c, long d, int[] dots) {
    IntVector sumA = IntVector.zero(INTS);
    IntVector sumB = IntVector.zero(INTS);
    IntVector sumC = IntVector.zero(INTS);
    IntVector sumD = IntVector.zero(INTS);
    for (int begin = 0; begin < query.length; begin += RUN) {
      int end = Math.min(begin + RUN, query.length);
      ShortVector runA = ShortVector.zero(SHORTS);
      ShortVector runB = ShortVector.zero(SHORTS);
      ShortVector runC = ShortVector.zero(SHORTS);
      ShortVector runD = ShortVector.zero(SHORTS);
      for (int k = begin; k < end; k += LANES) {
        ShortVector q = ShortVector.fromArray(SHORTS, query, k);
        runA = runA.add(Encoding.load(rows, a + k).mul(q));
        runB = runB.add(Encoding.load(rows, b + k).mul(q));
        runC = runC.add(Encoding.load(rows, c + k).mul(q));
        runD = runD.add(Encoding.load(rows, d + k).mul(q));
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
}
