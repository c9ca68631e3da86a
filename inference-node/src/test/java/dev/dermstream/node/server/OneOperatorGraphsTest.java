package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.dermstream.oip.v2.InferParameter;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelMetadataRequest;
import dev.dermstream.oip.v2.ModelMetadataResponse;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs of one operator each, through a node, by both forms of a tensor. */
class OneOperatorGraphsTest {
  @TempDir private static Path directory;
  private static final List<OneOperator> ALL = OneOperator.all();
  private static RunningNode node;

  @BeforeAll
  static void start() throws Exception {
    Path models = directory.resolve("models");
    for (OneOperator each : ALL) {
      Path folder = models.resolve(each.folder());
      each.graph().write(folder.resolve("1/model.onnx"));
      // Not every operator takes the zeros of a warm-up.
      Files.writeString(folder.resolve("serving.properties"), "option.warmup=0");
    }
    node =
        new RunningNode(
            Releases.make(directory.resolve("release")),
            "engine.name = OnnxRuntime, repository.path = \"" + models + "\"");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  static Stream<OneOperator> graphs() {
    return ALL.stream();
  }

  static Stream<OneOperator> typedGraphs() {
    return ALL.stream()
        .filter(each ->
            Stream.concat(each.inputs().stream(), Stream.of(each.output()))
                .allMatch(Sample::hasTypedForm));
  }

  @Test
  void thereAreManyAndTheyCoverEveryDatatypeBothWays() {
    assertThat(ALL).hasSizeGreaterThan(50);
    assertThat(ALL.stream().map(OneOperator::folder)).doesNotHaveDuplicates();
    assertThat(ALL.stream().flatMap(each -> each.inputs().stream()).map(Sample::type))
        .contains(TensorType.values());
    assertThat(ALL.stream().map(each -> each.output().type())).contains(TensorType.values());
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void answersByBytes(OneOperator operator) {
    ModelInferRequest.Builder request = request(operator);
    for (Sample input : operator.inputs()) {
      request.addRawInputContents(input.raw());
    }

    ModelInferResponse response = stub().modelInfer(request.build());

    assertHead(response, operator);
    assertThat(response.getRawOutputContents(0)).isEqualTo(operator.output().raw());
    assertThat(response.getOutputs(0).hasContents()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("typedGraphs")
  void answersByNumbers(OneOperator operator) {
    ModelInferRequest.Builder request = request(operator);
    for (int i = 0; i < operator.inputs().size(); i++) {
      request.getInputsBuilder(i).setContents(operator.inputs().get(i).typed());
    }
    request.putParameters(
        "binary_data_output", InferParameter.newBuilder().setBoolParam(false).build());

    ModelInferResponse response = stub().modelInfer(request.build());

    assertHead(response, operator);
    assertThat(response.getOutputs(0).getContents()).isEqualTo(operator.output().typed());
    assertThat(response.getRawOutputContentsCount()).isZero();
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void describesItsTensors(OneOperator operator) {
    ModelMetadataResponse metadata =
        stub().modelMetadata(ModelMetadataRequest.newBuilder().setName(operator.folder()).build());

    assertThat(metadata.getInputsList())
        .extracting(ModelMetadataResponse.TensorMetadata::getDatatype)
        .containsExactlyElementsOf(
            operator.inputs().stream().map(input -> input.type().name()).toList());
    assertThat(metadata.getOutputs(0).getDatatype()).isEqualTo(operator.output().type().name());
    assertThat(metadata.getOutputs(0).getShapeCount()).isEqualTo(operator.output().shape().size());
  }

  @Test
  void halfPrecisionHasNoTypedForm() {
    OneOperator half =
        ALL.stream().filter(each -> each.name().equals("Identity FP16")).findFirst().orElseThrow();
    ModelInferRequest request =
        request(half)
            .addRawInputContents(half.inputs().getFirst().raw())
            .putParameters(
                "binary_data_output", InferParameter.newBuilder().setBoolParam(false).build())
            .build();

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub().modelInfer(request))
        .withMessageStartingWith("INVALID_ARGUMENT")
        .withMessageContaining("FP16 has no typed contents");
  }

  private static ModelInferRequest.Builder request(OneOperator operator) {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName(operator.folder()).setId("one");
    for (int i = 0; i < operator.inputs().size(); i++) {
      Sample input = operator.inputs().get(i);
      request.addInputs(
          InferInputTensor.newBuilder()
              .setName(OneOperator.inputName(i))
              .setDatatype(input.type().name())
              .addAllShape(input.shape()));
    }
    return request;
  }

  private static void assertHead(ModelInferResponse response, OneOperator operator) {
    assertThat(response.getId()).isEqualTo("one");
    assertThat(response.getModelName()).isEqualTo(operator.folder());
    assertThat(response.getModelVersion()).isEqualTo("1");
    assertThat(response.getOutputsList()).hasSize(1);
    assertThat(response.getOutputs(0).getName()).isEqualTo("y");
    assertThat(response.getOutputs(0).getDatatype()).isEqualTo(operator.output().type().name());
    assertThat(response.getOutputs(0).getShapeList()).isEqualTo(operator.output().shape());
  }

  private static GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(node.channel)
        .withDeadlineAfter(RunningNode.PATIENCE);
  }
}
