package dev.dermstream.node.engine;

import dev.dermstream.platform.config.Settings;
import java.util.Optional;

/**
 * How a session uses a GPU through CUDA, below TensorRT or by itself.
 *
 * @param memoryLimitBytes most memory of the device that the arena of one session takes; 0 for no
 *     limit
 * @param arenaExtension how the arena grows
 * @param convolutionSearch how kernels of convolutions are chosen
 */
public record CudaConfig(
    long memoryLimitBytes, ArenaExtension arenaExtension, ConvolutionSearch convolutionSearch) {
  /** As {@code reference.conf} has it. */
  public static final CudaConfig DEFAULT =
      new CudaConfig(0, ArenaExtension.NEXT_POWER_OF_TWO, ConvolutionSearch.HEURISTIC);

  static final long LEAST_LIMIT = 64L << 20;
  private static final long MOST_LIMIT = 1L << 40;

  /** How the memory arena grows when it is full. */
  public enum ArenaExtension {
    /** By more each time: seldom asks the device, holds up to twice what is needed. */
    NEXT_POWER_OF_TWO("next-power-of-two", "kNextPowerOfTwo"),
    /** By what is needed: holds less, asks the device more often. */
    SAME_AS_REQUESTED("same-as-requested", "kSameAsRequested");

    private final String written;
    private final String option;

    ArenaExtension(String written, String option) {
      this.written = written;
      this.option = option;
    }

    /** As ONNX Runtime calls it. */
    String option() {
      return option;
    }

    static Optional<ArenaExtension> parse(String written) {
      for (ArenaExtension one : values()) {
        if (one.written.equals(written)) {
          return Optional.of(one);
        }
      }
      return Optional.empty();
    }
  }

  /** How cuDNN's kernel for a convolution is chosen. */
  public enum ConvolutionSearch {
    /** By cuDNN's rules: the same kernel at every start. */
    HEURISTIC("heuristic"),
    /**
     * By timing all of them, whenever a size is new. The outcome depends on what else the device
     * did, so scores may differ in their last digits from start to start.
     */
    EXHAUSTIVE("exhaustive"),
    /** One kernel for all. */
    DEFAULT("default");

    private final String written;

    ConvolutionSearch(String written) {
      this.written = written;
    }

    static Optional<ConvolutionSearch> parse(String written) {
      for (ConvolutionSearch one : values()) {
        if (one.written.equals(written)) {
          return Optional.of(one);
        }
      }
      return Optional.empty();
    }
  }

  public CudaConfig {
    if (memoryLimitBytes < 0) {
      throw new IllegalArgumentException("a limit is not negative");
    }
  }

  /** Reads the keys under {@code engine.cuda}. */
  static CudaConfig read(Settings settings) {
    long limit = settings.size("engine.cuda.memory-limit", 0, MOST_LIMIT);
    settings.require(
        limit == 0 || limit >= LEAST_LIMIT,
        "engine.cuda.memory-limit",
        "must be 0 (no limit) or at least 64 MiB");
    Optional<ArenaExtension> extension =
        ArenaExtension.parse(settings.text("engine.cuda.arena-extension"));
    settings.require(
        extension.isPresent(),
        "engine.cuda.arena-extension",
        "must be next-power-of-two or same-as-requested");
    Optional<ConvolutionSearch> search =
        ConvolutionSearch.parse(settings.text("engine.cuda.convolution-search"));
    settings.require(
        search.isPresent(),
        "engine.cuda.convolution-search",
        "must be heuristic, exhaustive or default");
    return new CudaConfig(
        Math.max(0, limit),
        extension.orElse(DEFAULT.arenaExtension),
        search.orElse(DEFAULT.convolutionSearch));
  }
}
