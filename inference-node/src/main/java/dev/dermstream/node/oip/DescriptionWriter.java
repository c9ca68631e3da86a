package dev.dermstream.node.oip;

import dev.dermstream.node.oip.ModelDescription.Batching;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.oip.v2.DataType;
import dev.dermstream.oip.v2.ModelConfig;
import dev.dermstream.oip.v2.ModelDynamicBatching;
import dev.dermstream.oip.v2.ModelInput;
import dev.dermstream.oip.v2.ModelInstanceGroup;
import dev.dermstream.oip.v2.ModelMetadataResponse;
import dev.dermstream.oip.v2.ModelMetadataResponse.TensorMetadata;
import dev.dermstream.oip.v2.ModelOutput;
import dev.dermstream.oip.v2.ModelParameter;
import dev.dermstream.oip.v2.ModelTransactionPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A model's description as the protocol tells it, in its two forms. */
final class DescriptionWriter {
  /** STAT, ROUTINE, BATCH. */
  private static final int PRIORITY_LEVELS = 3;

  private static final int DEFAULT_PRIORITY = 2;

  private DescriptionWriter() {}

  /**
   * What the core protocol tells.
   *
   * @param versions of the model that are ready
   */
  static ModelMetadataResponse metadata(ModelDescription model, List<String> versions) {
    ModelMetadataResponse.Builder metadata =
        ModelMetadataResponse.newBuilder()
            .setName(model.name())
            .addAllVersions(versions)
            .setPlatform(model.platform())
            .putAllProperties(model.properties());
    model.inputs().forEach(spec -> metadata.addInputs(tensor(spec)));
    model.outputs().forEach(spec -> metadata.addOutputs(tensor(spec)));
    return metadata.build();
  }

  private static TensorMetadata tensor(TensorSpec spec) {
    TensorMetadata.Builder tensor =
        TensorMetadata.newBuilder().setName(spec.name()).setDatatype(spec.type().name());
    Arrays.stream(spec.shape()).forEach(tensor::addShape);
    return tensor.build();
  }

  /** What the extension tells. */
  static ModelConfig config(ModelDescription model) {
    ModelConfig.Builder config =
        ModelConfig.newBuilder()
            .setName(model.name())
            .setPlatform(model.platform())
            .setBackend(backend(model.platform()))
            .addInstanceGroup(
                ModelInstanceGroup.newBuilder()
                    .setName(model.name())
                    .setCount(model.workers())
                    .setKind(ModelInstanceGroup.Kind.KIND_MODEL))
            .setModelTransactionPolicy(
                ModelTransactionPolicy.newBuilder().setDecoupled(model.decoupled()));
    model.batching().ifPresent(batching -> addBatching(batching, config));
    model.properties().forEach((key, value) -> config.putParameters(key, parameter(value)));
    model.inputs().forEach(spec -> config.addInput(input(spec, model)));
    model.outputs().forEach(spec -> config.addOutput(output(spec, model)));
    return config.build();
  }

  /** The part before the format, {@code onnxruntime} of {@code onnxruntime_onnx}. */
  private static String backend(String platform) {
    int end = platform.indexOf('_');
    return end < 0 ? platform : platform.substring(0, end);
  }

  private static void addBatching(Batching batching, ModelConfig.Builder config) {
    config
        .setMaxBatchSize(batching.maxRows())
        .setDynamicBatching(
            ModelDynamicBatching.newBuilder()
                .addAllPreferredBatchSize(batching.preferredRows())
                .setMaxQueueDelayMicroseconds(batching.maxDelay().dividedBy(Duration.ofNanos(1000)))
                .setPriorityLevels(PRIORITY_LEVELS)
                .setDefaultPriorityLevel(DEFAULT_PRIORITY));
  }

  private static ModelParameter parameter(String value) {
    return ModelParameter.newBuilder().setStringValue(value).build();
  }

  private static ModelInput input(TensorSpec spec, ModelDescription model) {
    ModelInput.Builder input =
        ModelInput.newBuilder()
            .setName(spec.name())
            .setDataType(dataType(spec.type()))
            .setOptional(model.optionalInputs().contains(spec.name()));
    dims(spec, model).forEach(input::addDims);
    return input.build();
  }

  private static ModelOutput output(TensorSpec spec, ModelDescription model) {
    ModelOutput.Builder output =
        ModelOutput.newBuilder().setName(spec.name()).setDataType(dataType(spec.type()));
    dims(spec, model).forEach(output::addDims);
    return output.build();
  }

  /** Without the axis of the rows where the model has one. */
  private static LongStream dims(TensorSpec spec, ModelDescription model) {
    return Arrays.stream(spec.shape()).skip(model.batching().isPresent() ? 1 : 0);
  }

  private static DataType dataType(TensorType type) {
    return type == TensorType.BYTES
        ? DataType.TYPE_STRING
        : DataType.valueOf("TYPE_" + type.name());
  }
}
