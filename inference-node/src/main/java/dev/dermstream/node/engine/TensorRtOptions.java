package dev.dermstream.node.engine;

import dev.dermstream.node.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of ONNX Runtime's TensorRT execution provider for a graph. A pure function, so that
 * it is tested where there is no GPU. Keys: onnxruntime.ai, "TensorRT Execution Provider".
 */
final class TensorRtOptions {
  private static final String ON = "1";
  private static final String OFF = "0";

  private TensorRtOptions() {}

  /**
   * Makes the options.
   *
   * @param inputs of the graph
   * @param planDirectory where what was built for this very graph is kept; not shared with others
   */
  static Map<String, String> of(
      int gpu,
      Precision precision,
      List<TensorSpec> inputs,
      GraphShapes shapes,
      Path planDirectory) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("device_id", Integer.toString(gpu));
    switch (precision) {
      // TensorRT rounds factors to TF32 unasked, and ONNX Runtime has no option against it.
      case FP32, TF32 -> {}
      case FP16 -> options.put("trt_fp16_enable", ON);
      case BF16 -> options.put("trt_bf16_enable", ON);
    }
    options.put("trt_engine_cache_enable", ON);
    options.put("trt_engine_cache_path", planDirectory.toString());
    options.put("trt_timing_cache_enable", ON);
    options.put("trt_timing_cache_path", planDirectory.toString());
    // For the reason that CudaOptions gives.
    options.put("trt_cuda_graph_enable", OFF);
    profiles(options, inputs, shapes);
    return options;
  }

  private static void profiles(
      Map<String, String> options, List<TensorSpec> inputs, GraphShapes shapes) {
    List<Integer> sizes = shapes.batchSizes();
    boolean open =
        inputs.stream()
            .flatMapToLong(input -> Arrays.stream(input.shape()))
            .anyMatch(axis -> axis < 0);
    if (open) {
      put(options, "trt_profile_min_shapes", inputs, shapes, sizes.getFirst());
      put(options, "trt_profile_opt_shapes", inputs, shapes, sizes.get(sizes.size() / 2));
      put(options, "trt_profile_max_shapes", inputs, shapes, sizes.getLast());
    }
  }

  /** Left out where an axis is not known: TensorRT then builds for the shapes that come. */
  private static void put(
      Map<String, String> options,
      String key,
      List<TensorSpec> inputs,
      GraphShapes shapes,
      int rows) {
    shapes.profile(inputs, rows).ifPresent(profile -> options.put(key, profile));
  }
}
