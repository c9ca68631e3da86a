package dev.dermstream.trainer.onnx;

import ai.djl.engine.Engine;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.lora.LoraPair;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.model.TextConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What adapters cost a step of generation: the same checkpoint exported without adapters, with
 * adapters inside the graph, and with adapters as inputs that are fed at every step. Rounds of the
 * variants alternate; the median step of each is printed in microseconds.
 *
 * <p>Arguments: a checkpoint directory, and optionally the rank (16).
 */
final class AdapterCostBenchmark {
  private static final int PAST = 128;
  private static final int BAKED = 8;
  private static final int ROUNDS = 40;
  private static final int STEPS = 25;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final TextConfig text;

  private AdapterCostBenchmark(TextConfig text) {
    this.text = text;
  }

  public static void main(String[] arguments) throws IOException, OrtException {
    // Where both engines share a process, PyTorch must come first.
    Engine.getEngine("PyTorch");
    Path checkpoint = Path.of(arguments[0]);
    int rank = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 16;
    Path work = Files.createTempDirectory("adapter-cost");
    AdapterCostBenchmark benchmark =
        new AdapterCostBenchmark(Idefics3Config.read(checkpoint.resolve("config.json")).text());
    for (List<String> targets : List.of(List.of("q_proj", "v_proj"), AdapterInputs.ALL_TARGETS)) {
      benchmark.compare(checkpoint, work, new AdapterInputs(targets), rank);
    }
  }

  private void compare(Path checkpoint, Path work, AdapterInputs inputs, int rank)
      throws IOException, OrtException {
    Path model = work.resolve("none" + inputs.targets().size());
    Path baked = work.resolve("baked" + inputs.targets().size());
    Path fed = work.resolve("fed" + inputs.targets().size());
    List<Path> adapters = new ArrayList<>();
    for (int i = 0; i < BAKED; i++) {
      adapters.add(
          adapter(checkpoint, work.resolve(inputs.targets().size() + "-" + i), inputs, rank));
    }
    ModelImport.run(checkpoint, List.of(), model);
    ModelImport.run(checkpoint, adapters, baked);
    ModelImport.run(checkpoint, inputs, fed);
    System.out.printf(
        "%d layers, hidden %d, rank %d on %s, past %d%n",
        text.layers(), text.hiddenSize(), rank, inputs.targets(), PAST);
    for (int batch : new int[] {1, 4, 16}) {
      Map<String, Variant> variants = new LinkedHashMap<>();
      variants.put("no adapters in the model", open(model, batch, 0, 0));
      variants.put("inside the graph, gathered", open(baked, batch, 0, 0));
      variants.put("fed: base alone", open(fed, batch, 1, 1));
      variants.put("fed: one adapter for all rows", open(fed, batch, 1, rank));
      variants.put("fed: an adapter for each row", open(fed, batch, batch, rank));
      for (int round = 0; round < ROUNDS; round++) {
        for (Variant variant : variants.values()) {
          variant.round();
        }
      }
      for (Map.Entry<String, Variant> variant : variants.entrySet()) {
        System.out.printf(
            "batch %2d, %-30s %5.0f us%n", batch, variant.getKey(), variant.getValue().median());
        variant.getValue().session.close();
      }
    }
  }

  private static Path adapter(Path checkpoint, Path directory, AdapterInputs inputs, int rank)
      throws IOException {
    Map<String, long[]> base =
        ParameterShapes.of(Idefics3Config.read(checkpoint.resolve("config.json")));
    Map<String, LoraPair> pairs = new LinkedHashMap<>();
    for (String module : inputs.modules(base)) {
      long[] weight = Objects.requireNonNull(base.get(module + ".weight"));
      pairs.put(module, new LoraPair(filled(rank, weight[1]), filled(weight[0], rank)));
    }
    Files.createDirectories(directory);
    new LoraCheckpoint(new LoraConfig(rank, 16, 0, inputs.targets(), ""), pairs).write(directory);
    return directory;
  }

  private static Tensor filled(long rows, long columns) {
    float[] values = new float[(int) (rows * columns)];
    Arrays.fill(values, 1e-3f);
    return Tensor.ofFloats(values, rows, columns);
  }

  private Variant open(Path model, int batch, int rows, int rank) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      OrtSession session =
          environment.createSession(model.resolve(OnnxExport.DECODER).toString(), options);
      Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
      for (var input : session.getInputInfo().entrySet()) {
        inputs.put(
            input.getKey(),
            tensor(input.getKey(), (TensorInfo) input.getValue().getInfo(), batch, rows, rank));
      }
      return new Variant(session, inputs);
    }
  }

  private OnnxTensor tensor(String name, TensorInfo info, int batch, int rows, int rank)
      throws OrtException {
    long[] shape = info.getShape().clone();
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] < 0) {
        shape[axis] = dimension(name, axis, batch, rows, rank);
      }
    }
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    if (info.type == ai.onnxruntime.OnnxJavaType.INT64) {
      LongBuffer values = direct(size * Long.BYTES).asLongBuffer();
      for (int i = 0; i < size; i++) {
        values.put(
            i,
            switch (name) {
              case "adapter_id" -> 1 + i % BAKED;
              case "position_ids" -> PAST;
              default -> 1;
            });
      }
      return OnnxTensor.createTensor(environment, values, shape);
    }
    FloatBuffer values = direct(size * Float.BYTES).asFloatBuffer();
    for (int i = 0; i < size; i++) {
      values.put(i, 1e-2f);
    }
    return OnnxTensor.createTensor(environment, values, shape);
  }

  private static long dimension(String name, int axis, int batch, int rows, int rank) {
    if (name.startsWith("lora_")) {
      return axis == 0 ? rows : rank;
    }
    if (axis == 0) {
      return batch;
    }
    if (name.startsWith("past_")) {
      return PAST;
    }
    return name.equals("attention_mask") ? PAST + 1 : 1;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** One export and the inputs of one step. */
  private static final class Variant {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;
    private final List<Double> micros = new ArrayList<>();

    Variant(OrtSession session, Map<String, OnnxTensor> inputs) {
      this.session = session;
      this.inputs = inputs;
    }

    void round() throws OrtException {
      for (int step = 0; step < STEPS; step++) {
        long begin = System.nanoTime();
        session.run(inputs).close();
        micros.add((System.nanoTime() - begin) / 1e3);
      }
    }

    double median() {
      return micros.stream().sorted().toList().get(micros.size() / 2);
    }
  }
}
