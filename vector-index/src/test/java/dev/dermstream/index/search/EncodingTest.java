package dev.dermstream.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncodingTest {
  static Stream<Encoding> encodings() {
    return Stream.of(new SevenBits(), new FourBits());
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void dotsAreThoseOfTheCodes(Encoding encoding) {
    for (int dimension : new int[] {1, 2, 31, 64, 100, 768, 1152, 2000}) {
      Random random = new Random(dimension);
      check(
          encoding,
          dimension,
          _ -> random.nextInt(2 * encoding.limit() + 1) - encoding.limit(),
          _ -> random.nextInt(2 * encoding.queryLimit() + 1) - encoding.queryLimit());
    }
  }

  /** The sums that 16 bits must hold are as large as they can be. */
  @ParameterizedTest
  @MethodSource("encodings")
  void nothingOverflowsAtTheLimits(Encoding encoding) {
    check(encoding, 4096, _ -> encoding.limit(), _ -> encoding.queryLimit());
    check(encoding, 4096, _ -> -encoding.limit(), _ -> encoding.queryLimit());
    check(encoding, 4096, _ -> encoding.limit(), _ -> -encoding.queryLimit());
    check(encoding, 4096, _ -> -encoding.limit(), _ -> -encoding.queryLimit());
  }

  private static void check(
      Encoding encoding, int dimension, IntUnaryOperator code, IntUnaryOperator queryCode) {
    int padded = encoding.paddedDimension(dimension);
    int stride = encoding.rowBytes(padded);
    short[] query = new short[padded];
    for (int k = 0; k < dimension; k++) {
      query[k] = (short) queryCode.applyAsInt(k);
    }
    int[] expected = new int[4];
    int[] dots = new int[4];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment rows = arena.allocate(4L * stride);
      for (int row = 0; row < 4; row++) {
        byte[] codes = new byte[padded];
        for (int k = 0; k < dimension; k++) {
          codes[k] = (byte) code.applyAsInt(k);
          expected[row] += codes[k] * query[k];
        }
        encoding.write(codes, rows, (long) row * stride);
      }
      encoding.dot(rows, query, 0, stride, 2L * stride, 3L * stride, dots);
    }
    assertThat(dots).as("dimension %d", dimension).containsExactly(expected);
  }
}
