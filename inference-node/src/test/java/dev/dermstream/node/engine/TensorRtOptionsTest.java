package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TensorRtOptionsTest {
  private static final Path PLANS = Path.of("/plans/0123456789abcdef");
  private static final TensorSpec IMAGES =
      new TensorSpec("images", TensorType.FP32, new long[] {-1, 3, 224, 224});
  private static final TensorSpec OPEN =
      new TensorSpec("pixels", TensorType.FP32, new long[] {-1, 3, -1, -1});

  @Test
  void buildsOneProfileFromTheDeclaredShapesAndTheBatchSizes() {
    GraphShapes shapes = new GraphShapes(Map.of(), List.of(1, 4, 8));
    assertThat(TensorRtOptions.of(1, Precision.FP16, List.of(IMAGES), shapes, PLANS))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "device_id", "1",
                "trt_fp16_enable", "1",
                "trt_engine_cache_enable", "1",
                "trt_engine_cache_path", PLANS.toString(),
                "trt_timing_cache_enable", "1",
                "trt_timing_cache_path", PLANS.toString(),
                "trt_cuda_graph_enable", "0",
                "trt_profile_min_shapes", "images:1x3x224x224",
                "trt_profile_opt_shapes", "images:4x3x224x224",
                "trt_profile_max_shapes", "images:8x3x224x224"));
  }

  @Test
  void takesOpenAxesFromTheShapesThatAreGiven() {
    GraphShapes shapes =
        new GraphShapes(Map.of("pixels", new long[] {-1, 3, 64, 32}), List.of(1, 2));
    assertThat(TensorRtOptions.of(0, Precision.BF16, List.of(OPEN), shapes, PLANS))
        .containsEntry("trt_bf16_enable", "1")
        .containsEntry("trt_profile_min_shapes", "pixels:1x3x64x32")
        .containsEntry("trt_profile_max_shapes", "pixels:2x3x64x32")
        .doesNotContainKey("trt_fp16_enable");
  }

  @Test
  void leavesProfilesOutWhereAnAxisIsUnknown() {
    GraphShapes shapes = new GraphShapes(Map.of(), List.of(1, 2));
    assertThat(TensorRtOptions.of(0, Precision.FP32, List.of(IMAGES, OPEN), shapes, PLANS))
        .doesNotContainKeys(
            "trt_profile_min_shapes",
            "trt_profile_opt_shapes",
            "trt_profile_max_shapes",
            "trt_fp16_enable",
            "trt_bf16_enable");
  }

  /** A captured graph would answer every picture with the answer of the first. */
  @Test
  void capturesNoCudaGraphEvenWhereEveryRunHasOneShape() {
    TensorSpec fixed = new TensorSpec("x", TensorType.FP32, new long[] {8, 16});
    GraphShapes many = new GraphShapes(Map.of(), List.of(1, 2));
    assertThat(TensorRtOptions.of(0, Precision.FP32, List.of(fixed), many, PLANS))
        .containsEntry("trt_cuda_graph_enable", "0")
        .doesNotContainKey("trt_profile_min_shapes");
    assertThat(TensorRtOptions.of(0, Precision.FP32, List.of(IMAGES), GraphShapes.ONE_ROW, PLANS))
        .containsEntry("trt_cuda_graph_enable", "0")
        .containsEntry("trt_profile_min_shapes", "images:1x3x224x224");
  }
}
