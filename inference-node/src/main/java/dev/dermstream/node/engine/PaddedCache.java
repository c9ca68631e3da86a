package dev.dermstream.node.engine;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Keys and values of rows of unequal length, {@code [rows, heads, columns, headDimension]} for each
 * past input: a row's tokens end at the last column, and what stands before them is padding. Owns
 * its tensors.
 *
 * <p>A run's own outputs become the next cache as they are. Only where rows come or go is a cache
 * written anew, into memory of an {@link Arena}, so that it is freed at once and not when the
 * garbage collector finds the time.
 */
final class PaddedCache implements AutoCloseable {
  private final AutoCloseable owner;
  private final NDList tensors;
  private final int heads;
  private final int columns;
  private final int dimension;

  private PaddedCache(AutoCloseable owner, NDList tensors, int heads, int columns, int dimension) {
    this.owner = owner;
    this.tensors = tensors;
    this.heads = heads;
    this.columns = columns;
    this.dimension = dimension;
  }

  /** Part of a source's row. */
  record Row(int source, int row, int tokens) {}

  /** Where rows are copied from: the values of a past input, by its number. */
  record Source(IntFunction<FloatBuffer> values, int columns) {}

  /** The outputs of a run; closes the manager that owns them. */
  static PaddedCache ofRun(NDManager owner, NDList present) {
    Shape shape = present.head().getShape();
    return new PaddedCache(
        owner, present, (int) shape.get(1), (int) shape.get(2), (int) shape.get(3));
  }

  /** Rows without a token. */
  static PaddedCache empty(NDManager owner, int inputs, int rows, int heads, int dimension) {
    NDList tensors = new NDList();
    for (int i = 0; i < inputs; i++) {
      tensors.add(
          owner.create(
              FloatBuffer.allocate(0), new Shape(rows, heads, 0, dimension), DataType.FLOAT32));
    }
    return new PaddedCache(owner, tensors, heads, 0, dimension);
  }

  /**
   * Copies rows together.
   *
   * @param owner closed by a failure
   * @param rows each the last {@code tokens} columns of a source's row
   */
  static PaddedCache of(
      NDManager owner, List<Source> sources, List<Row> rows, int inputs, int heads, int dimension) {
    Arena arena = Arena.ofConfined();
    AutoCloseable both =
        () -> {
          owner.close();
          arena.close();
        };
    int columns = rows.stream().mapToInt(Row::tokens).max().orElse(0);
    Shape shape = new Shape(rows.size(), heads, columns, dimension);
    NDList tensors = new NDList();
    boolean made = false;
    try {
      for (int input = 0; input < inputs; input++) {
        FloatBuffer values =
            arena
                .allocate(shape.size() * Float.BYTES, Float.BYTES)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        copy(sources, rows, input, values, columns * dimension, dimension);
        tensors.add(owner.create(values, shape, DataType.FLOAT32));
      }
      made = true;
      return new PaddedCache(both, tensors, heads, columns, dimension);
    } finally {
      if (!made) {
        close(both);
      }
    }
  }

  /** Copies the values of one input; {@code stride} is a head's size in the target. */
  private static void copy(
      List<Source> sources,
      List<Row> rows,
      int input,
      FloatBuffer target,
      int stride,
      int dimension) {
    List<FloatBuffer> read = sources.stream().map(source -> source.values().apply(input)).toList();
    int heads = target.capacity() / Math.max(1, rows.size() * stride);
    for (int row = 0; row < rows.size(); row++) {
      Row from = rows.get(row);
      int columns = sources.get(from.source()).columns();
      int size = from.tokens() * dimension;
      for (int head = 0; head < heads; head++) {
        int end = (from.row() * heads + head + 1) * columns * dimension;
        int targetEnd = (row * heads + head + 1) * stride;
        target.put(targetEnd - size, read.get(from.source()), end - size, size);
      }
    }
  }

  NDList tensors() {
    return tensors;
  }

  int columns() {
    return columns;
  }

  long bytes() {
    return tensors.stream().mapToLong(tensor -> tensor.size() * Float.BYTES).sum();
  }

  /** The tensors' values, copied into the memory of the process one input at a time. */
  Source source() {
    return new Source(input -> tensors.get(input).toByteBuffer().asFloatBuffer(), columns);
  }

  /** A row's first tokens, of those it has. */
  KeyValues keyValues(int row, int tokens, int held) {
    float[][] values = new float[tensors.size()][heads * tokens * dimension];
    for (int input = 0; input < values.length; input++) {
      FloatBuffer read = source().values().apply(input);
      for (int head = 0; head < heads; head++) {
        int at = ((row * heads + head + 1) * columns - held) * dimension;
        read.get(at, values[input], head * tokens * dimension, tokens * dimension);
      }
    }
    return new KeyValues(tokens, values);
  }

  /** A source of one row that holds these keys and values. */
  static Source source(KeyValues held) {
    return new Source(input -> FloatBuffer.wrap(held.values()[input]), held.tokens());
  }

  @Override
  public void close() {
    close(owner);
  }

  private static void close(AutoCloseable owner) {
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException("A cache could not be freed", e);
    }
  }
}
