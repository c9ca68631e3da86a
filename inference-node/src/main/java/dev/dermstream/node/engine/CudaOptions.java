package dev.dermstream.node.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options of ONNX Runtime's CUDA execution provider. A pure function, so that it is tested
 * where there is no GPU. Keys: onnxruntime.ai, "CUDA Execution Provider".
 */
final class CudaOptions {
  private static final String ON = "1";
  private static final String OFF = "0";

  private CudaOptions() {}

  static Map<String, String> of(int gpu, Precision precision, CudaConfig config) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("device_id", Integer.toString(gpu));
    if (config.memoryLimitBytes() > 0) {
      options.put("gpu_mem_limit", Long.toString(config.memoryLimitBytes()));
    }
    options.put("arena_extend_strategy", config.arenaExtension().option());
    options.put("cudnn_conv_algo_search", config.convolutionSearch().name());
    options.put("use_tf32", precision.onCuda() == Precision.TF32 ? ON : OFF);
    // On a stream of their own, copies race with the kernels of some models (onnxruntime 4829).
    options.put("do_copy_in_default_stream", ON);
    // A captured graph is replayed without reading the inputs of the run, unless these are written
    // to the addresses of the first one, for which ONNX Runtime's Java API has no means: every
    // picture would get the answer of the first (onnxruntime 20050).
    options.put("enable_cuda_graph", OFF);
    return options;
  }
}
