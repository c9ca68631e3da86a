package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.dermstream.node.OnnxFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class EngineStartTest {
  private static final Set<OrtProvider> CPU_BUILD = EnumSet.of(OrtProvider.CPU);
  private static final Set<OrtProvider> GPU_BUILD =
      EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA, OrtProvider.TENSOR_RT);

  private final Logger logger = (Logger) LoggerFactory.getLogger(EngineStart.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<String> tried = new ArrayList<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void autoFallsBackToTheCpuOfABuildWithoutGpuAndSaysWhy() throws IOException {
    EngineStart.start("m", auto(), CPU_BUILD, List.of(), config -> tried.add(config.describe(0)));
    assertThat(tried).containsExactly("cpu");
    assertThat(log.list.getLast().getLevel()).isEqualTo(Level.INFO);
    assertThat(log.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEqualTo(
            "m runs on the CPU; not on TensorRT: this ONNX Runtime is built without it; "
                + "not on CUDA: this ONNX Runtime is built without it; "
                + "not on DJL's TensorRT: no GPU is there or allowed");
  }

  @Test
  void autoTriesTensorRtBeforeCudaBeforeTheCpu() throws IOException {
    String started =
        EngineStart.start(
            "m",
            auto(),
            GPU_BUILD,
            List.of(0, 1),
            config -> {
              tried.add(config.describe(0) + " " + config.devices());
              if (config.settledProvider() == Provider.TENSORRT) {
                throw new UnsatisfiedLinkError("libnvinfer.so.10 is missing");
              }
              if (config.settledProvider() == Provider.CUDA) {
                throw new IOException("the canary failed");
              }
              return "started";
            });
    assertThat(started).isEqualTo("started");
    assertThat(tried)
        .containsExactly(
            "TensorRT gpu:0 fp16 [gpu0, gpu1]", "CUDA gpu:0 tf32 [gpu0, gpu1]", "cpu [cpu]");
    assertThat(log.list.getLast().getFormattedMessage())
        .contains(
            "libnvinfer.so.10 is missing",
            "the canary failed",
            "not on DJL's TensorRT: it does not start");
  }

  @Test
  void whatFellOutIsToldToCallersWithoutTheTextOfLibraries() throws IOException {
    List<String> fallbacks = new ArrayList<>();
    EngineStart.start(
        "m",
        auto(),
        GPU_BUILD,
        List.of(0),
        config -> {
          fallbacks.add(config.fallback());
          if (config.settledProvider() == Provider.TENSORRT) {
            throw new IOException(
                "/models/m.onnx: TensorRT does not start",
                new UnsatisfiedLinkError("libnvinfer.so.10 is missing"));
          }
          return "started";
        });
    assertThat(fallbacks).containsExactly("", "not on TensorRT: it does not start");
    assertThat(log.list.getLast().getLevel()).isEqualTo(Level.WARN);
    assertThat(log.list.getLast().getFormattedMessage())
        .isEqualTo(
            "m runs on CUDA; not on TensorRT: it does not start:"
                + " /models/m.onnx: TensorRT does not start: libnvinfer.so.10 is missing");
  }

  @Test
  void tensorRtIsLeftOutWhereItsRoundingIsForbidden() throws IOException {
    EngineConfig exact = config(EngineChoice.AUTO, Optional.empty(), List.of(), Precision.FP32);
    EngineStart.start("m", exact, GPU_BUILD, List.of(0), config -> tried.add(config.describe(0)));
    assertThat(tried).containsExactly("CUDA gpu:0 fp32");
    assertThat(log.list.getLast().getFormattedMessage())
        .contains("not on TensorRT: it rounds factors");
    EngineConfig asked =
        config(
            EngineChoice.ONNX_RUNTIME,
            Optional.of(Provider.TENSORRT),
            List.of("gpu0"),
            Precision.FP32);
    assertThatThrownBy(
            () -> EngineStart.start("m", asked, GPU_BUILD, List.of(0), config -> "started"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("m: not on TensorRT: it rounds factors");
  }

  @Test
  void theLogNamesAnEngineThatWasAskedForByName() throws IOException {
    EngineStart.start(
        "m",
        config(EngineChoice.ONNX_RUNTIME, Optional.of(Provider.CUDA), List.of("gpu1")),
        GPU_BUILD,
        List.of(0, 1),
        config -> "started");
    EngineStart.start(
        "n", config(EngineChoice.PYTORCH, Optional.empty(), List.of()), config -> "started");
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "m runs on OnnxRuntime CUDA on gpu1, as configured",
            "n runs on PyTorch, as configured");
  }

  @ParameterizedTest
  @EnumSource(names = {"CUDA", "TENSORRT"})
  void aProviderThatThisBuildLacksIsRefusedByItsName(Provider provider, @TempDir Path directory)
      throws IOException {
    Path file = OnnxFile.adding(1, 3).write(directory.resolve("m.onnx"));
    EngineConfig asked =
        config(EngineChoice.ONNX_RUNTIME, Optional.of(provider), List.of("gpu0"), Precision.TF32);
    OfflineEngine.prepare();
    EngineName.runtime();
    assumeThat(OrtEnvironment.getAvailableProviders())
        .as("this ONNX Runtime has providers for GPUs")
        .containsExactly(OrtProvider.CPU);
    assertThatThrownBy(() ->
            EngineStart.start(
                "m", asked, settled -> TensorGraph.load(file, settled, GraphShapes.ONE_ROW)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(provider.written() + " does not start");
  }

  @Test
  void autoKeepsToTheDevicesThatAreAllowed() throws IOException {
    EngineConfig one = config(EngineChoice.AUTO, Optional.empty(), List.of("gpu1"));
    EngineStart.start(
        "m", one, GPU_BUILD, List.of(0, 1), config -> tried.add(config.devices().toString()));
    EngineConfig none = config(EngineChoice.AUTO, Optional.empty(), List.of("cpu"));
    EngineStart.start(
        "m", none, GPU_BUILD, List.of(0, 1), config -> tried.add(config.devices().toString()));
    assertThat(tried).containsExactly("[gpu1]", "[cpu]");
    assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.INFO);
  }

  @Test
  void aBuildForGpusThatFindsNoneWarns() throws IOException {
    EngineStart.start("m", auto(), GPU_BUILD, List.of(), config -> tried.add(config.describe(0)));
    assertThat(tried).containsExactly("cpu");
    assertThat(log.list.getLast().getLevel()).isEqualTo(Level.WARN);
    assertThat(log.list.getLast().getFormattedMessage())
        .contains("not on CUDA: no GPU is there or allowed");
  }

  @Test
  void anEngineThatIsAskedForByNameStartsOrFails() {
    EngineConfig cuda =
        config(EngineChoice.ONNX_RUNTIME, Optional.of(Provider.CUDA), List.of("gpu0"));
    assertThatThrownBy(() ->
            EngineStart.start(
                "m",
                cuda,
                CPU_BUILD,
                List.of(),
                config -> {
                  throw new IOException("no CUDA");
                }))
        .hasMessage("no CUDA");
  }

  @Test
  void onnxRuntimeAloneIsTheCpuUnlessAGpuIsNamed() throws IOException {
    for (List<String> devices : List.of(List.<String>of(), List.of("cpu"), List.of("gpu2"))) {
      EngineConfig asked = config(EngineChoice.ONNX_RUNTIME, Optional.empty(), devices);
      EngineStart.start(
          "m",
          asked,
          GPU_BUILD,
          List.of(0),
          config -> tried.add(config.settledProvider() + " " + config.devices()));
    }
    assertThat(tried).containsExactly("CPU [cpu]", "CPU [cpu]", "CUDA [gpu2]");
  }

  private static EngineConfig auto() {
    return config(EngineChoice.AUTO, Optional.empty(), List.of());
  }

  private static EngineConfig config(
      EngineChoice choice, Optional<Provider> provider, List<String> devices) {
    return config(choice, provider, devices, Precision.FP16);
  }

  private static EngineConfig config(
      EngineChoice choice, Optional<Provider> provider, List<String> devices, Precision precision) {
    return new EngineConfig(
        choice, provider, devices, 1, precision, Path.of("plans"), WideSession.NEVER);
  }
}
