package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copies of fixed shape, run by ONNX Runtime, which holds them to their shapes too. */
class FixedBatchGraphTest {
  private static final int WIDTH = 3;
  private static final GraphShapes SHAPES = new GraphShapes(Map.of(), List.of(1, 4, 8));

  @TempDir Path directory;
  private final List<String> loaded = new ArrayList<>();
  private final List<Path> copies = new ArrayList<>();

  @Test
  void everyNumberOfRowsHasTheAnswerOfTheOriginal() throws IOException {
    long seed = 8;
    Random random = new Random(seed);
    Path file = OnnxFile.adding(0.5f, WIDTH).write(directory.resolve("m.onnx"));
    try (FixedBatchGraph fixed = FixedBatchGraph.load(file, SHAPES, this::onnxRuntime);
        TensorGraph original = TensorGraph.load(file, new EngineConfig(1), SHAPES).getFirst()) {
      assertThat(loaded).containsExactly("x[1,3]", "x[4,3]", "x[8,3]");
      assertThat(fixed.inputs()).isEqualTo(original.inputs());
      assertThat(fixed.outputs()).isEqualTo(original.outputs());
      for (int rows = 1; rows <= 8; rows++) {
        HostTensor x = gaussian(random, rows);
        HostTensor expected = run(original, x);
        HostTensor actual = run(fixed, x);
        assertThat(actual.shape()).containsExactly(rows, WIDTH);
        assertThat(actual.data()).as("%d rows, seed %d", rows, seed).isEqualTo(expected.data());
      }
    }
    assertThat(copies).hasSize(3).noneMatch(Files::exists);
  }

  @Test
  void moreRowsThanTheLargestSizeAreRefused() throws IOException {
    Path file = OnnxFile.adding(1, WIDTH).write(directory.resolve("m.onnx"));
    try (FixedBatchGraph fixed = FixedBatchGraph.load(file, SHAPES, this::onnxRuntime)) {
      assertThatThrownBy(() -> run(fixed, gaussian(new Random(1), 9)))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("1 to 8 rows, not 9");
    }
  }

  @Test
  void anOutputThatIsMadeOfAllRowsIsNotGivenToAPaddedRequest() throws IOException {
    Path file =
        new OnnxFile()
            .input("x", DataType.FLOAT, -1, WIDTH)
            .output("y", DataType.FLOAT, 1, 1)
            .node("ReduceSum", "y", "x")
            .write(directory.resolve("m.onnx"));
    try (FixedBatchGraph fixed = FixedBatchGraph.load(file, SHAPES, this::onnxRuntime)) {
      assertThat(run(fixed, gaussian(new Random(1), 4)).shape()).containsExactly(1, 1);
      assertThatThrownBy(() -> run(fixed, gaussian(new Random(1), 3)))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("not one of rows");
    }
  }

  @Test
  void weightsInFilesOfTheirOwnLieBesideEveryCopy() throws IOException {
    Path file =
        new OnnxFile()
            .input("x", DataType.FLOAT, -1, WIDTH)
            .output("y", DataType.FLOAT, -1, WIDTH)
            .externalFloats("c", "weights/c.bin", 1)
            .node("Add", "y", "x", "c")
            .write(directory.resolve("m.onnx"));
    Files.createDirectories(directory.resolve("weights"));
    Files.write(
        directory.resolve("weights/c.bin"),
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(2).array());
    List<Integer> sizes = new ArrayList<>();
    FixedBatchGraph.load(
            file,
            SHAPES,
            copy -> {
              sizes.add(Files.readAllBytes(copy.resolveSibling("weights/c.bin")).length);
              return onnxRuntime(file);
            })
        .close();
    assertThat(sizes).containsExactly(4, 4, 4);
  }

  @Test
  void nothingButTheInputsOfACopyDiffersFromTheOriginal() throws IOException {
    Path file = OnnxFile.adding(1, WIDTH).write(directory.resolve("m.onnx"));
    Path copy = directory.resolve("copy.onnx");
    OnnxSignature.writeFixed(file, SHAPES, 4, copy);
    ModelProto.Builder original = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    ModelProto.Builder written = ModelProto.parseFrom(Files.readAllBytes(copy)).toBuilder();
    assertThat(InputSpec.read(copy).get("x").shape()).containsExactly(4L, 3L);
    original.getGraphBuilder().clearInput();
    written.getGraphBuilder().clearInput();
    assertThat(written.build()).isEqualTo(original.build());
  }

  @Test
  void anAxisThatNobodyKnowsIsNamed() throws IOException {
    Path file =
        new OnnxFile()
            .input("x", DataType.FLOAT, -1, -1)
            .output("y", DataType.FLOAT, -1, -1)
            .node("Relu", "y", "x")
            .write(directory.resolve("m.onnx"));
    assertThatThrownBy(() -> FixedBatchGraph.load(file, SHAPES, this::onnxRuntime))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("option.shape.x");
    GraphShapes known = new GraphShapes(Map.of("x", new long[] {-1, 2}), List.of(2));
    FixedBatchGraph.load(file, known, this::onnxRuntime).close();
    assertThat(loaded).containsExactly("x[2,2]");
  }

  @Test
  void aGraphOfTwoInputsIsRefused() throws IOException {
    Path file =
        new OnnxFile()
            .input("a", DataType.FLOAT, -1, 2)
            .input("b", DataType.FLOAT, -1, 2)
            .output("y", DataType.FLOAT, -1, 2)
            .node("Sub", "y", "a", "b")
            .write(directory.resolve("m.onnx"));
    assertThatThrownBy(() -> FixedBatchGraph.load(file, SHAPES, this::onnxRuntime))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("one input");
  }

  private TensorGraph onnxRuntime(Path copy) throws IOException {
    InputSpec.read(copy)
        .forEach((name, input) -> loaded.add((name + input.shape()).replace(" ", "")));
    copies.add(copy);
    return TensorGraph.load(copy, new EngineConfig(1), GraphShapes.ONE_ROW).getFirst();
  }

  private static HostTensor run(TensorGraph graph, HostTensor x) throws IOException {
    return EngineStack.call(() -> graph.run(Map.of("x", x), Set.of(), true)).outputs().get("y");
  }

  private static HostTensor gaussian(Random random, int rows) {
    ByteBuffer data = ByteBuffer.allocateDirect(4 * rows * WIDTH).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      data.putFloat((float) random.nextGaussian());
    }
    return HostTensor.of(TensorType.FP32, new long[] {rows, WIDTH}, data.flip());
  }
}
