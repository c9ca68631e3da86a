package dev.dermstream.trainer.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import dev.dermstream.platform.safetensors.DataType;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.model.TensorOpsContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class OnnxOpsTest extends TensorOpsContract {
  @TempDir private Path directory;

  @Override
  protected float[] compute(Computation computation, List<Tensor> inputs, long... shape)
      throws IOException, OrtException {
    Graph graph = new Graph("contract");
    Map<String, Tensor> named = new LinkedHashMap<>();
    List<Value> values = new ArrayList<>();
    for (Tensor input : inputs) {
      String name = "input_" + values.size();
      named.put(name, input);
      values.add(
          graph.input(
              name,
              input.type() == DataType.F32
                  ? TensorProto.DataType.FLOAT
                  : TensorProto.DataType.INT64,
              dimensions(input.shape())));
    }
    Value result = computation.apply(new OnnxOps(graph), values);
    graph.output("result", result, TensorProto.DataType.FLOAT, dimensions(shape));
    Path file = directory.resolve("contract.onnx");
    graph.write(file);
    try (OrtGraph runtime = new OrtGraph(file)) {
      Tensor output = ExportedModel.output(runtime.run(named), "result");
      assertThat(output.shape()).containsExactly(shape);
      return output.toFloats();
    }
  }

  private static Object[] dimensions(long[] shape) {
    return Arrays.stream(shape).boxed().toArray();
  }
}
