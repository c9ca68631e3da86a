package dev.dermstream.index.search;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * How the small integers of a vector lie in memory, and their dot product with a query's.
 *
 * <p>Products are summed in 16-bit lanes, as many in a row as cannot overflow, and only then in
 * 32-bit ones: widening each product would take more time than all the rest.
 */
sealed interface Encoding permits SevenBits, FourBits {
  VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(SHORTS.vectorBitSize() / 2));
  int LANES = SHORTS.length();
  VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SHORTS.vectorShape());

  /** Codes of a row: the dimension, rounded up; those beyond it are 0. */
  int paddedDimension(int dimension);

  /** Bytes of a row. */
  int rowBytes(int paddedDimension);

  /** Largest magnitude of a vector's code. */
  int limit();

  /** Largest magnitude of a query's code. */
  int queryLimit();

  /**
   * Lays down a row.
   *
   * @param codes {@code [paddedDimension]}
   */
  void write(byte[] codes, MemorySegment rows, long offset);

  /**
   * Dot products of a query with the four rows that begin at the offsets.
   *
   * @param query {@code [paddedDimension]}
   * @param dots where they go, {@code [4]}
   */
  void dot(MemorySegment rows, short[] query, long a, long b, long c, long d, int[] dots);

  /** The next bytes of a row, one in each lane. */
  static ShortVector load(MemorySegment rows, long offset) {
    return (ShortVector)
        ByteVector.fromMemorySegment(BYTES, rows, offset, ByteOrder.LITTLE_ENDIAN)
            .convertShape(VectorOperators.B2S, SHORTS, 0);
  }

  /** Sums of neighbouring lanes. */
  static IntVector pairs(ShortVector sums) {
    IntVector both = sums.reinterpretAsInts();
    return both.lanewise(VectorOperators.LSHL, Short.SIZE)
        .lanewise(VectorOperators.ASHR, Short.SIZE)
        .add(both.lanewise(VectorOperators.ASHR, Short.SIZE));
  }

  /** The smallest multiple of {@code step} that is not below {@code value}. */
  static int roundUp(int value, int step) {
    return (value + step - 1) / step * step;
  }
}
