package dev.dermstream.node.engine;

import dev.dermstream.platform.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an operator asks to run graphs with.
 *
 * @param choice the engine
 * @param provider of ONNX Runtime; empty for CUDA where a GPU is named and the CPU elsewhere
 * @param devices {@code cpu}, {@code gpu0}, {@code gpu1} ...; empty for every GPU that is there, or
 *     the CPU
 * @param intraOpThreads threads that work on one operator, at least 1; requests run in parallel
 *     anyway, so more than 1 pays only when they are few
 * @param precision of the arithmetic on a GPU
 * @param planCache where TensorRT keeps what it has built
 * @param wideSession whether lone runs on the CPU get all processors
 * @param cuda how sessions use a GPU
 * @param fallback why better engines do not run, for a configuration that {@link EngineStart}
 *     settled; empty if none is better
 */
public record EngineConfig(
    EngineChoice choice,
    Optional<Provider> provider,
    List<String> devices,
    int intraOpThreads,
    Precision precision,
    Path planCache,
    WideSession wideSession,
    CudaConfig cuda,
    String fallback) {
  private static final int MOST_THREADS = 256;
  private static final String CPU = "cpu";
  private static final String GPU = "gpu";

  /** In the user's own home: whoever can write plans there can make the process run them. */
  private static final Path DEFAULT_PLAN_CACHE =
      Path.of(System.getProperty("user.home", "."), ".cache", "dermstream", "plans");

  public EngineConfig {
    devices = List.copyOf(devices);
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException("an operator needs a thread");
    }
  }

  /** What nothing has been tried for, with a GPU used as {@link CudaConfig#DEFAULT} says. */
  public EngineConfig(
      EngineChoice choice,
      Optional<Provider> provider,
      List<String> devices,
      int intraOpThreads,
      Precision precision,
      Path planCache,
      WideSession wideSession) {
    this(
        choice,
        provider,
        devices,
        intraOpThreads,
        precision,
        planCache,
        wideSession,
        CudaConfig.DEFAULT,
        "");
  }

  /** ONNX Runtime on the CPU, with so many threads for every run. */
  public EngineConfig(int intraOpThreads) {
    this(
        EngineChoice.ONNX_RUNTIME,
        Optional.of(Provider.CPU),
        List.of(),
        intraOpThreads,
        Precision.FP32,
        DEFAULT_PLAN_CACHE,
        WideSession.NEVER);
  }

  /** Reads the keys under {@code engine}. */
  public static EngineConfig read(Settings settings) {
    Optional<EngineChoice> choice = EngineChoice.parse(settings.text("engine.name"));
    settings.require(
        choice.isPresent(), "engine.name", "must be auto, OnnxRuntime, TensorRT or PyTorch");
    Optional<List<String>> devices = devices(settings.text("engine.devices"));
    settings.require(
        devices.isPresent(), "engine.devices", "must be * or cpu, gpu0, gpu1 ... with ; between");
    Optional<Precision> precision = Precision.parse(settings.text("engine.precision"));
    settings.require(precision.isPresent(), "engine.precision", "must be fp32, tf32, fp16 or bf16");
    Optional<WideSession> wideSession = WideSession.parse(settings.text("engine.wide-session"));
    settings.require(wideSession.isPresent(), "engine.wide-session", "must be auto, true or false");
    return new EngineConfig(
        choice.orElse(EngineChoice.AUTO),
        Optional.empty(),
        devices.orElse(List.of()),
        // At least 1 here, so that a wrong number is reported together with the others.
        Math.max(1, settings.number("engine.intra-op-threads", 1, MOST_THREADS)),
        precision.orElse(Precision.TF32),
        Optional.of(settings.text("engine.plan-cache"))
            .filter(path -> !path.isBlank())
            .map(Path::of)
            .orElse(DEFAULT_PLAN_CACHE),
        wideSession.orElse(WideSession.AUTO),
        CudaConfig.read(settings),
        "");
  }

  /**
   * Reads a list of devices as {@code load_on_devices} of DJL Serving writes it: {@code *}, or
   * {@code cpu}, {@code -1}, {@code gpu0}, {@code 0} ... with semicolons between.
   *
   * @return the devices as {@code cpu} or {@code gpuN}, none for {@code *}; empty if it is no list
   */
  public static Optional<List<String>> devices(String written) {
    if (written.isBlank() || written.strip().equals("*")) {
      return Optional.of(List.of());
    }
    List<String> devices = new ArrayList<>();
    for (String device : written.split(";", -1)) {
      String plain = device.strip();
      if (!plain.matches("cpu|-1|(gpu)?\\d{1,3}")) {
        return Optional.empty();
      }
      if (plain.equals(CPU) || plain.equals("-1")) {
        devices.add(CPU);
      } else {
        devices.add(plain.startsWith(GPU) ? plain : GPU + plain);
      }
    }
    return Optional.of(devices);
  }

  /** The same with another number of threads for one operator. */
  public EngineConfig withIntraOpThreads(int threads) {
    return new EngineConfig(
        choice, provider, devices, threads, precision, planCache, wideSession, cuda, fallback);
  }

  /** The same with what kept better engines from running. */
  EngineConfig after(String reasons) {
    return new EngineConfig(
        choice,
        provider,
        devices,
        intraOpThreads,
        precision,
        planCache,
        wideSession,
        cuda,
        reasons);
  }

  /** Numbers of the GPUs that are named. */
  List<Integer> gpus() {
    return devices.stream()
        .filter(device -> device.startsWith(GPU))
        .map(device -> Integer.parseInt(device.substring(GPU.length())))
        .distinct()
        .toList();
  }

  /** The same on one provider and the devices of it. */
  EngineConfig on(Provider chosen, List<Integer> gpus) {
    return new EngineConfig(
        EngineChoice.ONNX_RUNTIME,
        Optional.of(chosen),
        chosen == Provider.CPU ? List.of(CPU) : gpus.stream().map(gpu -> GPU + gpu).toList(),
        intraOpThreads,
        precision,
        planCache,
        wideSession,
        cuda,
        fallback);
  }

  /** The same on DJL's TensorRT engine and these devices. */
  EngineConfig onTensorRt(List<Integer> gpus) {
    return new EngineConfig(
        EngineChoice.TENSORRT,
        Optional.empty(),
        gpus.stream().map(gpu -> GPU + gpu).toList(),
        intraOpThreads,
        precision,
        planCache,
        wideSession,
        cuda,
        fallback);
  }

  /** The provider of a configuration that leaves no choice. */
  Provider settledProvider() {
    if (choice != EngineChoice.ONNX_RUNTIME) {
      throw new IllegalStateException(choice.written() + " is no provider of ONNX Runtime");
    }
    return provider.orElse(gpus().isEmpty() ? Provider.CPU : Provider.CUDA);
  }

  /** True for a settled configuration on a GPU. */
  public boolean onGpu() {
    return switch (choice) {
      case PYTORCH -> false;
      case TENSORRT -> true;
      case ONNX_RUNTIME, AUTO -> settledProvider() != Provider.CPU;
    };
  }

  /** What a settled configuration runs on, for the log. */
  String written() {
    String named = String.join(", ", devices);
    return switch (choice) {
      case TENSORRT -> "DJL's TensorRT on " + named;
      case PYTORCH -> choice.written();
      case ONNX_RUNTIME, AUTO ->
          settledProvider() == Provider.CPU
              ? choice.written() + " on the CPU"
              : "%s %s on %s".formatted(choice.written(), settledProvider().written(), named);
    };
  }

  /** How an answer names the device, for example {@code cpu} or {@code TensorRT gpu:0 fp16}. */
  String describe(int gpu) {
    return switch (settledProvider()) {
      case CPU -> CPU;
      case CUDA -> onGpu(Provider.CUDA, gpu, precision.onCuda());
      case TENSORRT -> onGpu(Provider.TENSORRT, gpu, precision);
    };
  }

  private static String onGpu(Provider named, int gpu, Precision coarsest) {
    return named.written() + " gpu:" + gpu + " " + coarsest.written();
  }
}
