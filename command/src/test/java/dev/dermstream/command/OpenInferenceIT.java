package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.typesafe.config.ConfigFactory;
import inference.GrpcPredictV2.InferTensorContents;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelInferRequest.InferInputTensor;
import inference.GrpcPredictV2.ModelInferResponse;
import inference.GrpcPredictV2.ModelMetadataRequest;
import inference.GrpcPredictV2.ModelMetadataResponse;
import inference.GrpcPredictV2.ModelReadyRequest;
import inference.GrpcPredictV2.ModelReadyResponse;
import inference.GrpcPredictV2.ServerLiveRequest;
import inference.GrpcPredictV2.ServerLiveResponse;
import inference.GrpcPredictV2.ServerMetadataRequest;
import inference.GrpcPredictV2.ServerMetadataResponse;
import inference.GrpcPredictV2.ServerReadyRequest;
import inference.GrpcPredictV2.ServerReadyResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Apache Camel's component for the Open Inference Protocol, its own stubs included, through the
 * gateway to the node: a client of which not a line was written here.
 */
class OpenInferenceIT {
  @TempDir private static Path models;
  private static RunningCluster cluster;
  private static DefaultCamelContext camel;
  private static ProducerTemplate client;

  @BeforeAll
  static void start() throws IOException {
    Path folder = Files.createDirectories(models.resolve("sum/1"));
    Files.write(folder.resolve("model.onnx"), sum().toByteArray());
    cluster =
        new RunningCluster(
            ConfigFactory.parseString(
                "dermstream.node.repository.path = \"%s\"".formatted(models)));
    camel = new DefaultCamelContext();
    camel.start();
    client = camel.createProducerTemplate();
  }

  @AfterAll
  static void stop() throws IOException {
    camel.close();
    cluster.close();
  }

  @Test
  void learnsWhatTheServerIs() {
    assertThat(
            ask("server/live", ServerLiveRequest.getDefaultInstance(), ServerLiveResponse.class)
                .getLive())
        .isTrue();
    assertThat(
            ask("server/ready", ServerReadyRequest.getDefaultInstance(), ServerReadyResponse.class)
                .getReady())
        .isTrue();
    assertThat(
            ask(
                    "server/metadata",
                    ServerMetadataRequest.getDefaultInstance(),
                    ServerMetadataResponse.class)
                .getName())
        .isEqualTo("dermstream");
  }

  @Test
  void learnsWhatAModelTakes() {
    assertThat(
            ask(
                    "model/ready",
                    ModelReadyRequest.newBuilder().setName("sum").build(),
                    ModelReadyResponse.class)
                .getReady())
        .isTrue();
    ModelMetadataResponse metadata =
        ask(
            "model/metadata",
            ModelMetadataRequest.newBuilder().setName("sum").build(),
            ModelMetadataResponse.class);
    assertThat(metadata.getPlatform()).isEqualTo("onnxruntime_onnx");
    assertThat(metadata.getVersionsList()).containsExactly("1");
    assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L);
  }

  @Test
  void infersByNumbersAndByBytes() {
    InferTensorContents numbers =
        InferTensorContents.newBuilder().addFp32Contents(1.5f).addFp32Contents(2).build();
    ModelInferResponse typed =
        ask(
            "infer",
            ModelInferRequest.newBuilder()
                .setModelName("sum")
                .setId("typed")
                .addInputs(floats("a").setContents(numbers))
                .addInputs(floats("b").setContents(numbers))
                .build(),
            ModelInferResponse.class);
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(1.5f).putFloat(2);
    ByteString raw = ByteString.copyFrom(bytes.flip());
    ModelInferResponse byBytes =
        ask(
            "infer",
            ModelInferRequest.newBuilder()
                .setModelName("sum")
                .setId("raw")
                .addInputs(floats("a"))
                .addInputs(floats("b"))
                .addRawInputContents(raw)
                .addRawInputContents(raw)
                .build(),
            ModelInferResponse.class);

    assertThat(typed.getId()).isEqualTo("typed");
    assertThat(byBytes.getRawOutputContentsList()).isEqualTo(typed.getRawOutputContentsList());
    ByteBuffer sum =
        byBytes.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(sum.getFloat()).isEqualTo(3f);
    assertThat(sum.getFloat()).isEqualTo(4f);
  }

  @Test
  void screensAPictureByTheNameOfAProfile() throws IOException {
    ModelInferResponse response =
        ask(
            "infer",
            ModelInferRequest.newBuilder()
                .setModelName("tumour15")
                .addInputs(
                    InferInputTensor.newBuilder()
                        .setName("IMAGE")
                        .setDatatype("BYTES")
                        .addShape(1)
                        .setContents(
                            InferTensorContents.newBuilder()
                                .addBytesContents(
                                    ByteString.copyFrom(
                                        Files.readAllBytes(Repository.sample("nevus"))))))
                .build(),
            ModelInferResponse.class);

    assertThat(response.getParametersOrThrow("release_id").getStringParam())
        .startsWith("demonstration-");
    assertThat(response.getModelVersion())
        .isEqualTo(response.getParametersOrThrow("release_id").getStringParam());
    assertThat(response.getOutputs(0).getName()).isEqualTo("EMBEDDING");
    assertThat(response.getRawOutputContents(1).substring(Integer.BYTES).toStringUtf8())
        .isNotBlank();
  }

  @Test
  void readsWhyARequestIsRefused() {
    assertThatExceptionOfType(CamelExecutionException.class)
        .isThrownBy(() ->
            ask(
                "infer",
                ModelInferRequest.newBuilder().setModelName("nothing").build(),
                ModelInferResponse.class))
        .withStackTraceContaining("NOT_FOUND: There is no model nothing.");
  }

  private static <A> A ask(String api, Object request, Class<A> answer) {
    return client.requestBody("kserve:" + api + "?target=" + cluster.address(), request, answer);
  }

  private static InferInputTensor.Builder floats(String name) {
    return InferInputTensor.newBuilder().setName(name).setDatatype("FP32").addShape(2);
  }

  /** {@code y = a + b}, any number of float32. */
  private static ModelProto sum() {
    return ModelProto.newBuilder()
        .setIrVersion(9)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(20))
        .setGraph(
            GraphProto.newBuilder()
                .setName("sum")
                .addInput(value("a"))
                .addInput(value("b"))
                .addOutput(value("y"))
                .addNode(
                    NodeProto.newBuilder()
                        .setOpType("Add")
                        .addInput("a")
                        .addInput("b")
                        .addOutput("y")))
        .build();
  }

  private static ValueInfoProto value(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(
                            TensorShapeProto.newBuilder()
                                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n")))))
        .build();
  }
}
