package dev.dermstream.node.server;

import static dev.dermstream.node.tensor.TensorType.BF16;
import static dev.dermstream.node.tensor.TensorType.BOOL;
import static dev.dermstream.node.tensor.TensorType.BYTES;
import static dev.dermstream.node.tensor.TensorType.FP16;
import static dev.dermstream.node.tensor.TensorType.FP32;
import static dev.dermstream.node.tensor.TensorType.FP64;
import static dev.dermstream.node.tensor.TensorType.INT16;
import static dev.dermstream.node.tensor.TensorType.INT32;
import static dev.dermstream.node.tensor.TensorType.INT64;
import static dev.dermstream.node.tensor.TensorType.INT8;
import static dev.dermstream.node.tensor.TensorType.UINT16;
import static dev.dermstream.node.tensor.TensorType.UINT32;
import static dev.dermstream.node.tensor.TensorType.UINT64;
import static dev.dermstream.node.tensor.TensorType.UINT8;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.node.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A graph of one operator with the values that it takes and gives. Its inputs are a, b, c, its
 * output is y.
 */
record OneOperator(String name, OnnxFile graph, List<Sample> inputs, Sample output) {
  private static final List<Long> SCALAR = List.of();
  private static final long LARGE_U32 = 4_000_000_000L;

  /** The bits of 2^64 - 2. */
  private static final long LARGE_U64 = -2L;

  static List<OneOperator> all() {
    List<OneOperator> all = new ArrayList<>();
    identities(all);
    arithmetic(all);
    logic(all);
    casts(all);
    shapes(all);
    texts(all);
    return all;
  }

  /** Every datatype comes back as it went in. */
  private static void identities(List<OneOperator> all) {
    for (Sample each :
        List.of(
            Sample.of(BOOL, at(2, 2), 1L, 0L, 0L, 1L),
            Sample.of(UINT8, at(3), 0L, 200L, 255L),
            Sample.of(UINT16, at(3), 0L, 40_000L, 65_535L),
            Sample.of(UINT32, at(3), 0L, LARGE_U32, 4_294_967_295L),
            Sample.of(UINT64, at(3), 0L, LARGE_U64, Long.MIN_VALUE),
            Sample.of(INT8, at(3), -128L, 0L, 127L),
            Sample.of(INT16, at(3), -32_768L, 5L, 32_767L),
            Sample.of(INT32, at(2, 1, 1), -2_147_483_648L, 2_147_483_647L),
            Sample.of(INT64, at(2), Long.MIN_VALUE, Long.MAX_VALUE),
            Sample.of(FP16, at(4), 0.5, -2.0, 65_504.0, Double.POSITIVE_INFINITY),
            Sample.of(BF16, at(3), 0.5, -3.0, 1.0e30f),
            Sample.of(FP32, at(1, 3), 1.5, -0.0, Double.NaN),
            Sample.of(FP64, at(2), Math.PI, Double.MIN_VALUE),
            Sample.of(BYTES, at(2, 2), "", "plain", "비립종", "line\nbreak"))) {
      all.add(of("Identity " + each.type(), "Identity", each, each));
    }
  }

  private static void arithmetic(List<OneOperator> all) {
    Sample matrix = Sample.of(FP32, at(2, 3), 1., 2., 3., 4., 5., 6.);
    all.add(
        of(
            "Add FP32 broadcast",
            "Add",
            Sample.of(FP32, at(2, 3), 11., 22., 33., 14., 25., 36.),
            matrix,
            Sample.of(FP32, at(3), 10., 20., 30.)));
    all.add(
        of(
            "Add FP32 scalar",
            "Add",
            Sample.of(FP32, SCALAR, 3.5),
            Sample.of(FP32, SCALAR, 1.5),
            Sample.of(FP32, SCALAR, 2.0)));
    all.add(
        of(
            "Add INT64",
            "Add",
            Sample.of(INT64, at(2), 1L << 40, -1L),
            Sample.of(INT64, at(2), (1L << 40) - 1, 4L),
            Sample.of(INT64, at(2), 1L, -5L)));
    all.add(
        of(
            "Sub FP64",
            "Sub",
            Sample.of(FP64, at(2), 0.25, -1.5),
            Sample.of(FP64, at(2), 1.0, 0.5),
            Sample.of(FP64, at(2), 0.75, 2.0)));
    all.add(
        of(
            "Mul INT32 by a scalar",
            "Mul",
            Sample.of(INT32, at(2, 2), 3L, 6L, -9L, 0L),
            Sample.of(INT32, at(2, 2), 1L, 2L, -3L, 0L),
            Sample.of(INT32, SCALAR, 3L)));
    all.add(
        of(
            "Div FP32",
            "Div",
            Sample.of(FP32, at(2), 0.5, Double.POSITIVE_INFINITY),
            Sample.of(FP32, at(2), 1.0, 1.0),
            Sample.of(FP32, at(2), 2.0, 0.0)));
    all.add(
        of(
            "MatMul FP32",
            "MatMul",
            Sample.of(FP32, at(2, 2), 4., 5., 10., 11.),
            matrix,
            Sample.of(FP32, at(3, 2), 1., 0., 0., 1., 1., 1.)));
    all.add(
        of(
            "MatMul with an empty axis",
            "MatMul",
            Sample.of(FP32, at(0, 2)),
            Sample.of(FP32, at(0, 3)),
            Sample.of(FP32, at(3, 2), 1., 0., 0., 1., 1., 1.)));
    all.add(
        of("Neg INT8", "Neg", Sample.of(INT8, at(2), -5L, 7L), Sample.of(INT8, at(2), 5L, -7L)));
    all.add(
        of("Abs INT16", "Abs", Sample.of(INT16, at(2), 5L, 7L), Sample.of(INT16, at(2), 5L, -7L)));
    all.add(of("Sqrt FP64", "Sqrt", Sample.of(FP64, at(1), 1.5), Sample.of(FP64, at(1), 2.25)));
    all.add(
        of(
            "Relu FP32, rank 4",
            "Relu",
            Sample.of(FP32, at(1, 1, 2, 1), 0., 3.),
            Sample.of(FP32, at(1, 1, 2, 1), -3., 3.)));
    all.add(
        of(
            "Max UINT64",
            "Max",
            Sample.of(UINT64, at(2), LARGE_U64, 7L),
            Sample.of(UINT64, at(2), LARGE_U64, 3L),
            Sample.of(UINT64, at(2), 5L, 7L)));
    all.add(
        of(
            "Min UINT32",
            "Min",
            Sample.of(UINT32, at(1), 5L),
            Sample.of(UINT32, at(1), LARGE_U32),
            Sample.of(UINT32, at(1), 5L)));
  }

  private static void logic(List<OneOperator> all) {
    all.add(
        of(
            "And BOOL broadcast",
            "And",
            Sample.of(BOOL, at(2, 2), 1L, 0L, 0L, 0L),
            Sample.of(BOOL, at(2, 2), 1L, 1L, 0L, 0L),
            Sample.of(BOOL, at(2), 1L, 0L)));
    all.add(of("Not BOOL", "Not", Sample.of(BOOL, at(2), 0L, 1L), Sample.of(BOOL, at(2), 1L, 0L)));
    all.add(
        of(
            "Equal INT64",
            "Equal",
            Sample.of(BOOL, at(2), 1L, 0L),
            Sample.of(INT64, at(2), 1L << 40, 2L),
            Sample.of(INT64, at(2), 1L << 40, 3L)));
    all.add(
        of(
            "Less FP32",
            "Less",
            Sample.of(BOOL, at(2), 1L, 0L),
            Sample.of(FP32, at(2), 1., Double.NaN),
            Sample.of(FP32, at(2), 2., 2.)));
    all.add(
        of(
            "IsNaN FP32",
            "IsNaN",
            Sample.of(BOOL, at(2), 1L, 0L),
            Sample.of(FP32, at(2), Double.NaN, 0.)));
    all.add(
        of(
            "Where INT64",
            "Where",
            Sample.of(INT64, at(2), 1L, 20L),
            Sample.of(BOOL, at(2), 1L, 0L),
            Sample.of(INT64, at(2), 1L, 2L),
            Sample.of(INT64, at(2), 10L, 20L)));
    all.add(
        of(
            "BitwiseAnd UINT16",
            "BitwiseAnd",
            Sample.of(UINT16, at(1), 0x8001L),
            Sample.of(UINT16, at(1), 0xFF01L),
            Sample.of(UINT16, at(1), 0x80FFL)));
  }

  private static void casts(List<OneOperator> all) {
    all.add(cast(Sample.of(FP16, at(2), 0.5, -65_504.0), Sample.of(FP32, at(2), 0.5, -65_504.0)));
    all.add(cast(Sample.of(BF16, at(2), 0.5, -3.0), Sample.of(FP32, at(2), 0.5, -3.0)));
    all.add(cast(Sample.of(FP32, at(2), 0.5, -3.0), Sample.of(FP16, at(2), 0.5, -3.0)));
    all.add(cast(Sample.of(FP32, at(2), 0.5, -3.0), Sample.of(BF16, at(2), 0.5, -3.0)));
    all.add(cast(Sample.of(UINT8, at(2), 200L, 0L), Sample.of(INT32, at(2), 200L, 0L)));
    all.add(cast(Sample.of(UINT16, at(2), 65_535L, 1L), Sample.of(INT64, at(2), 65_535L, 1L)));
    all.add(cast(Sample.of(UINT32, at(1), LARGE_U32), Sample.of(FP64, at(1), 4.0e9)));
    all.add(cast(Sample.of(UINT64, at(1), 1L << 53), Sample.of(FP64, at(1), 0x1p53)));
    all.add(cast(Sample.of(INT8, at(1), -128L), Sample.of(FP32, at(1), -128.)));
    all.add(cast(Sample.of(FP64, at(1), -2.75), Sample.of(INT16, at(1), -2L)));
    all.add(cast(Sample.of(BYTES, at(1), "3.5"), Sample.of(FP32, at(1), 3.5)));
    all.add(cast(Sample.of(INT64, at(1), 42L), Sample.of(BYTES, at(1), "42")));
  }

  private static void shapes(List<OneOperator> all) {
    all.add(
        of(
            "Shape of an empty tensor",
            "Shape",
            Sample.of(INT64, at(3), 2L, 0L, 3L),
            Sample.of(FP32, at(2, 0, 3))));
    all.add(
        of(
            "Size, a scalar",
            "Size",
            Sample.of(INT64, SCALAR, 4L),
            Sample.of(UINT8, at(2, 2), 1L, 2L, 3L, 4L)));
    all.add(
        of(
            "Transpose INT32",
            "Transpose",
            Sample.of(INT32, at(3, 2), 1L, 4L, 2L, 5L, 3L, 6L),
            Sample.of(INT32, at(2, 3), 1L, 2L, 3L, 4L, 5L, 6L)));
    all.add(
        of(
            "Gather UINT32",
            "Gather",
            Sample.of(UINT32, at(2), LARGE_U32, 1L),
            Sample.of(UINT32, at(3), 1L, 2L, LARGE_U32),
            Sample.of(INT64, at(2), 2L, 0L)));
    all.add(
        of(
            "Concat UINT8",
            "Concat",
            List.of(OnnxFile.attribute("axis", 0)),
            Sample.of(UINT8, at(3), 1L, 2L, 255L),
            Sample.of(UINT8, at(2), 1L, 2L),
            Sample.of(UINT8, at(1), 255L)));
    all.add(
        with(
            "Reshape to rank 3",
            "Reshape",
            Sample.of(FP32, at(1, 2, 2), 1., 2., 3., 4.),
            graph -> graph.integers("k", 1, 2, -1),
            Sample.of(FP32, at(4), 1., 2., 3., 4.)));
    all.add(
        with(
            "Squeeze to a scalar",
            "Squeeze",
            Sample.of(INT64, SCALAR, 9L),
            graph -> graph.integers("k", 0),
            Sample.of(INT64, at(1), 9L)));
    all.add(
        with(
            "Tile BOOL",
            "Tile",
            Sample.of(BOOL, at(4), 1L, 0L, 1L, 0L),
            graph -> graph.integers("k", 2),
            Sample.of(BOOL, at(2), 1L, 0L)));
    all.add(
        of(
            "ReduceMax to a scalar",
            "ReduceMax",
            List.of(OnnxFile.attribute("keepdims", 0)),
            Sample.of(INT32, SCALAR, 9L),
            Sample.of(INT32, at(3), -1L, 9L, 4L)));
    all.add(
        of(
            "ArgMax",
            "ArgMax",
            List.of(OnnxFile.attribute("axis", 1), OnnxFile.attribute("keepdims", 0)),
            Sample.of(INT64, at(2), 2L, 0L),
            Sample.of(FP32, at(2, 3), 1., 2., 3., 6., 5., 4.)));
    all.add(
        of(
            "NonZero, as many as there are",
            "NonZero",
            Sample.of(INT64, at(1, 2), 1L, 3L),
            Sample.of(FP32, at(4), 0., 1., 0., 2.)));
  }

  private static void texts(List<OneOperator> all) {
    all.add(
        of(
            "StringConcat BYTES",
            "StringConcat",
            Sample.of(BYTES, at(2), "ab", "비c"),
            Sample.of(BYTES, at(2), "a", "비"),
            Sample.of(BYTES, at(2), "b", "c")));
    all.add(
        of(
            "Concat BYTES",
            "Concat",
            List.of(OnnxFile.attribute("axis", 0)),
            Sample.of(BYTES, at(3), "", "b", "c"),
            Sample.of(BYTES, at(1), ""),
            Sample.of(BYTES, at(2), "b", "c")));
  }

  private static OneOperator cast(Sample input, Sample output) {
    return of(
        "Cast %s to %s".formatted(input.type(), output.type()),
        "Cast",
        List.of(OnnxFile.attribute("to", onnx(output.type()).getNumber())),
        output,
        input);
  }

  private static OneOperator of(String name, String operator, Sample output, Sample... inputs) {
    return of(name, operator, List.of(), output, inputs);
  }

  private static OneOperator of(
      String name,
      String operator,
      List<AttributeProto> attributes,
      Sample output,
      Sample... inputs) {
    OnnxFile graph = new OnnxFile();
    String[] names = new String[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      names[i] = inputName(i);
      graph.input(names[i], onnx(inputs[i].type()), open(inputs[i]));
    }
    graph.output("y", onnx(output.type()), open(output)).node(operator, "y", attributes, names);
    return new OneOperator(name, graph, List.of(inputs), output);
  }

  /** An operator whose second input is a constant {@code k}. */
  private static OneOperator with(
      String name, String operator, Sample output, Consumer<OnnxFile> constant, Sample input) {
    OnnxFile graph =
        new OnnxFile()
            .input("a", onnx(input.type()), open(input))
            .output("y", onnx(output.type()), open(output));
    constant.accept(graph);
    graph.node(operator, "y", "a", "k");
    return new OneOperator(name, graph, List.of(input), output);
  }

  static String inputName(int index) {
    return String.valueOf((char) ('a' + index));
  }

  /** Any size on every axis. */
  private static long[] open(Sample sample) {
    return sample.shape().stream().mapToLong(axis -> -1).toArray();
  }

  /** The model's folder. */
  String folder() {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static List<Long> at(long... axes) {
    return java.util.Arrays.stream(axes).boxed().toList();
  }

  static DataType onnx(TensorType type) {
    return switch (type) {
      case FP16 -> DataType.FLOAT16;
      case BF16 -> DataType.BFLOAT16;
      case FP32 -> DataType.FLOAT;
      case FP64 -> DataType.DOUBLE;
      case BYTES -> DataType.STRING;
      case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 ->
          DataType.valueOf(type.name());
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
