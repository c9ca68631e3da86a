package dev.dermstream.node.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.node.engine.EngineChoice;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.Precision;
import dev.dermstream.node.engine.Provider;
import dev.dermstream.node.engine.WideSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingPropertiesTest {
  @TempDir Path directory;

  @Test
  void aModelWithoutTheFileHasDefaults() throws IOException {
    assertThat(ServingProperties.read(directory))
        .isEqualTo(
            new ServingProperties(
                Optional.empty(),
                List.of(),
                1,
                List.of(),
                Duration.ofMillis(5),
                1000,
                Runtime.getRuntime().availableProcessors(),
                2,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                true,
                false,
                1,
                Duration.ofSeconds(60),
                false,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of()));
  }

  @Test
  void mapsEveryKey() throws IOException {
    ServingProperties read =
        read(
            """
            # a comment
            engine=ONNX
            load_on_devices=gpu0;1;cpu
            batch_size=8
            max_batch_delay=20
            job_queue_size=30
            minWorkers=1
            maxWorkers=3
            gpu.maxWorkers=4
            option.ortDevice=TensorRT
            option.precision=fp16
            option.intraOpNumThreads=2
            option.wide_session=true
            option.preferred_batch_sizes=2, 4
            option.load_on_start=false
            option.versions=all
            option.warmup=5
            option.run_limit=7
            option.dangerous_operators=true
            option.shape.x=-1,3,64,64
            option.image_input=x
            option.base=other
            option.ours=yes
            """);
    assertThat(read.engine()).contains(EngineChoice.ONNX_RUNTIME);
    assertThat(read.devices()).containsExactly("gpu0", "gpu1", "cpu");
    assertThat(read.batchSize()).isEqualTo(8);
    assertThat(read.preferredBatchSizes()).containsExactly(2, 4);
    assertThat(read.batchSizes()).containsExactly(1, 2, 4, 8);
    assertThat(read.maxBatchDelay()).isEqualTo(Duration.ofMillis(20));
    assertThat(read.jobQueueSize()).isEqualTo(30);
    assertThat(read.workers()).isEqualTo(3);
    assertThat(read.gpuWorkers()).isEqualTo(4);
    assertThat(read.provider()).contains(Provider.TENSORRT);
    assertThat(read.precision()).contains(Precision.FP16);
    assertThat(read.intraOpThreads()).hasValue(2);
    assertThat(read.wideSession()).contains(WideSession.ALWAYS);
    assertThat(read.loadOnStart()).isFalse();
    assertThat(read.allVersions()).isTrue();
    assertThat(read.warmup()).isEqualTo(5);
    assertThat(read.shapes()).containsExactly(Map.entry("x", List.of(-1L, 3L, 64L, 64L)));
    assertThat(read.imageInput()).contains("x");
    assertThat(read.base()).contains("other");
    assertThat(read.options()).containsEntry("ours", "yes");
  }

  @Test
  void reportsEveryProblemTogether() {
    assertThatThrownBy(() ->
            read(
                """
                engine=MXNet
                translatorFactory=a.b.C
                load_on_devices=tpu
                batch_size=0
                max_batch_delay=-1
                job_queue_size=many
                minWorkers=5
                maxWorkers=2
                speed=high
                option.preferred_batch_sizes=4,2
                option.versions=some
                option.shape.x=a,b
                option.load_on_start=maybe
                """))
        .isInstanceOf(IOException.class)
        .message()
        .contains(
            ServingProperties.FILE_NAME,
            "engine has no value MXNet",
            "translatorFactory is not available here",
            "load_on_devices must be",
            "batch_size must be a whole number from 1",
            "max_batch_delay must be",
            "job_queue_size must be",
            "minWorkers is over",
            "speed is unknown",
            "option.preferred_batch_sizes must ascend",
            "option.versions has no value some",
            "option.shape.x must be",
            "option.load_on_start must be true or false");
  }

  @Test
  void theNodesOwnSettingsStandWhereTheFileIsSilent() throws IOException {
    EngineConfig node =
        new EngineConfig(
            EngineChoice.AUTO,
            Optional.empty(),
            List.of("gpu1"),
            3,
            Precision.BF16,
            Path.of("plans"),
            WideSession.AUTO);
    assertThat(read("").engine(node)).isEqualTo(node);
    EngineConfig own = read("option.ortDevice=CUDA\noption.precision=fp32").engine(node);
    assertThat(own.choice()).isEqualTo(EngineChoice.ONNX_RUNTIME);
    assertThat(own.provider()).contains(Provider.CUDA);
    assertThat(own.precision()).isEqualTo(Precision.FP32);
    assertThat(own.devices()).containsExactly("gpu1");
    assertThat(read("option.wide_session=false").engine(node).wideSession())
        .isEqualTo(WideSession.NEVER);
  }

  private ServingProperties read(String text) throws IOException {
    Files.writeString(directory.resolve(ServingProperties.FILE_NAME), text);
    return ServingProperties.read(directory);
  }
}
