package dev.dermstream.index.search;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.apache.lucene.index.FloatVectorValues;

/**
 * Vectors as small integers, scored against a query four at a time.
 *
 * <p>With m the mean of all vectors, a vector x is kept as integers c with x - m = s c + error, s
 * such that the largest magnitude just fits. A dot product is then q.x = (q - m).(x - m) + m.(x -
 * m) + q.m, of which the first term is estimated from integers, the second is known for each
 * vector, and the third is the same for all. Taking the mean away keeps values that all embeddings
 * of an encoder share from using up the range.
 */
final class QuantizedVectors implements CompactVectors {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  /** As many codes as there are lanes of floats. */
  private static final VectorSpecies<Short> CODES =
      VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

  /** Added and taken away again, it leaves a whole number: a float has no room for more bits. */
  private static final float ROUNDING = 1.5f * (1 << 23);

  /** Rows begin at cache lines. */
  private static final int ALIGNMENT = 64;

  /** Rows that are scored at once. */
  private static final int TOGETHER = 4;

  private final Encoding encoding;
  private final int padded;
  private final long stride;
  private final float[] mean;
  private final Arena arena;
  private final MemorySegment rows;

  /** {@code [count, 2]}: s and m.(x - m) of each vector. */
  private final float[] terms;

  private QuantizedVectors(Encoding encoding, float[] mean, int count) {
    this.encoding = encoding;
    this.mean = mean;
    padded = encoding.paddedDimension(mean.length);
    stride = Encoding.roundUp(encoding.rowBytes(padded), ALIGNMENT);
    terms = new float[2 * count];
    arena = Arena.ofShared();
    rows = arena.allocate(stride * count, ALIGNMENT);
  }

  /** Quantises every vector. */
  static QuantizedVectors of(Encoding encoding, FloatVectorValues vectors) throws IOException {
    QuantizedVectors quantized = new QuantizedVectors(encoding, Means.of(vectors), vectors.size());
    try {
      float[] centred = new float[quantized.padded];
      byte[] codes = new byte[quantized.padded];
      for (int ordinal = 0; ordinal < vectors.size(); ordinal++) {
        quantized.write(ordinal, vectors.vectorValue(ordinal), centred, codes);
      }
      return quantized;
    } catch (IOException | RuntimeException e) {
      quantized.close();
      throw e;
    }
  }

  private void write(int ordinal, float[] vector, float[] centred, byte[] codes) {
    float offset = 0;
    for (int k = 0; k < mean.length; k++) {
      centred[k] = vector[k] - mean[k];
      offset += mean[k] * centred[k];
    }
    float scale = scale(centred, encoding.limit());
    for (int k = 0; k < mean.length; k++) {
      codes[k] = (byte) Math.round(centred[k] / scale);
    }
    encoding.write(codes, rows, ordinal * stride);
    terms[2 * ordinal] = scale;
    terms[2 * ordinal + 1] = offset;
  }

  /** The scale at which the largest magnitude is {@code limit}; 1 where all values are 0. */
  private static float scale(float[] padded, int limit) {
    FloatVector largest = FloatVector.zero(FLOATS);
    for (int k = 0; k < padded.length; k += FLOATS.length()) {
      largest = largest.max(FloatVector.fromArray(FLOATS, padded, k).abs());
    }
    float magnitude = largest.reduceLanes(VectorOperators.MAX);
    return magnitude == 0 ? 1 : magnitude / limit;
  }

  @Override
  public Scorer scorer(float[] unit) {
    float[] centred = new float[padded];
    for (int k = 0; k < unit.length; k++) {
      centred[k] = unit[k] - mean[k];
    }
    float scale = scale(centred, encoding.queryLimit());
    short[] codes = new short[padded];
    for (int k = 0; k < padded; k += FLOATS.length()) {
      FloatVector.fromArray(FLOATS, centred, k)
          .mul(1 / scale)
          .add(ROUNDING)
          .sub(ROUNDING)
          .convertShape(VectorOperators.F2S, CODES, 0)
          .reinterpretAsShorts()
          .intoArray(codes, k);
    }
    return (ordinals, count, scores) -> score(codes, scale, ordinals, count, scores);
  }

  private void score(short[] codes, float queryScale, int[] ordinals, int count, float[] scores) {
    int[] dots = new int[TOGETHER];
    int last = count - 1;
    for (int i = 0; i < count; i += TOGETHER) {
      encoding.dot(
          rows,
          codes,
          ordinals[i] * stride,
          ordinals[Math.min(i + 1, last)] * stride,
          ordinals[Math.min(i + 2, last)] * stride,
          ordinals[Math.min(i + 3, last)] * stride,
          dots);
      for (int j = i; j < Math.min(i + TOGETHER, count); j++) {
        int term = 2 * ordinals[j];
        scores[j] = queryScale * terms[term] * dots[j - i] + terms[term + 1];
      }
    }
  }

  @Override
  public int count() {
    return terms.length / 2;
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
