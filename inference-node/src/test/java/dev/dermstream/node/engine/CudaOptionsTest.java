package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.engine.CudaConfig.ArenaExtension;
import dev.dermstream.node.engine.CudaConfig.ConvolutionSearch;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaOptionsTest {
  @Test
  void saysEveryOptionThatAnAnswerDependsOn() {
    assertThat(CudaOptions.of(0, Precision.TF32, CudaConfig.DEFAULT))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "device_id", "0",
                "arena_extend_strategy", "kNextPowerOfTwo",
                "cudnn_conv_algo_search", "HEURISTIC",
                "use_tf32", "1",
                "do_copy_in_default_stream", "1",
                "enable_cuda_graph", "0"));
  }

  @Test
  void takesWhatIsConfigured() {
    CudaConfig config =
        new CudaConfig(3L << 30, ArenaExtension.SAME_AS_REQUESTED, ConvolutionSearch.EXHAUSTIVE);
    assertThat(CudaOptions.of(2, Precision.FP32, config))
        .containsEntry("device_id", "2")
        .containsEntry("gpu_mem_limit", "3221225472")
        .containsEntry("arena_extend_strategy", "kSameAsRequested")
        .containsEntry("cudnn_conv_algo_search", "EXHAUSTIVE");
  }

  @ParameterizedTest
  @CsvSource({"FP32, 0", "TF32, 1", "FP16, 1", "BF16, 1"})
  void roundsFactorsUnlessTheGraphsOwnTypesAreAskedFor(Precision precision, String option) {
    assertThat(CudaOptions.of(0, precision, CudaConfig.DEFAULT)).containsEntry("use_tf32", option);
  }

  /** A captured graph would answer every picture with the answer of the first. */
  @ParameterizedTest
  @CsvSource({"FP32", "TF32", "FP16", "BF16"})
  void neverCapturesACudaGraph(Precision precision) {
    assertThat(CudaOptions.of(0, precision, CudaConfig.DEFAULT))
        .containsEntry("enable_cuda_graph", "0");
  }
}
