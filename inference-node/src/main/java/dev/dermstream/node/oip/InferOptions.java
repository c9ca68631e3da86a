package dev.dermstream.node.oip;

import dev.dermstream.node.batch.Lane;
import dev.dermstream.oip.v2.InferParameter;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferRequestedOutputTensor;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a request asks for beside its tensors.
 *
 * @param lane from {@code priority}: 1 is the highest
 * @param timeout from {@code timeout}, in microseconds; empty for none
 * @param typedOutputs whether outputs go into {@code contents}, from {@code binary_data_output}
 * @param emptyFinalResponse from {@code triton_enable_empty_final_response}
 * @param outputs names of the outputs to answer with, in their order; empty for all
 */
record InferOptions(
    Lane lane,
    Optional<Duration> timeout,
    boolean typedOutputs,
    boolean emptyFinalResponse,
    List<String> outputs) {
  private static final String PRIORITY = "priority";
  private static final String TIMEOUT = "timeout";
  private static final String BINARY_OUTPUT = "binary_data_output";
  private static final String EMPTY_FINAL = "triton_enable_empty_final_response";
  private static final Set<String> SEQUENCE = Set.of("sequence_start", "sequence_end");
  private static final String SEQUENCE_ID = "sequence_id";

  /** Of an output; what it asks for would change the answer. */
  private static final Set<String> OUTPUT_REFUSED =
      Set.of("classification", "shared_memory_region");

  InferOptions {
    outputs = List.copyOf(outputs);
  }

  /**
   * Reads the parameters. Unknown ones are for others and are left alone.
   *
   * @throws dev.dermstream.error.ServiceException INVALID_INPUT if one is of another type than it
   *     should be, out of range, or asks for what is not done here; or an output is unknown or
   *     asked for twice
   */
  static InferOptions read(ModelInferRequest request, ModelDescription model) {
    Map<String, InferParameter> parameters = request.getParametersMap();
    refuseSequences(parameters);
    List<String> outputs = outputs(request, model);
    boolean typed = !flag(parameters, BINARY_OUTPUT, true);
    if (typed) {
      TypedContents.requireWritable(model, outputs);
    }
    return new InferOptions(
        lane(parameters),
        timeout(parameters),
        typed,
        flag(parameters, EMPTY_FINAL, false),
        outputs);
  }

  private static Lane lane(Map<String, InferParameter> parameters) {
    long priority = number(parameters, PRIORITY);
    if (priority == 0) {
      return Lane.ROUTINE;
    }
    if (priority == 1) {
      return Lane.STAT;
    }
    return Lane.BATCH;
  }

  private static Optional<Duration> timeout(Map<String, InferParameter> parameters) {
    long micros = number(parameters, TIMEOUT);
    return micros == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.min(micros, Long.MAX_VALUE / 1000) * 1000));
  }

  private static void refuseSequences(Map<String, InferParameter> parameters) {
    boolean asked =
        SEQUENCE.stream().anyMatch(name -> flag(parameters, name, false))
            || switch (parameter(parameters, SEQUENCE_ID).getParameterChoiceCase()) {
              case STRING_PARAM -> !parameter(parameters, SEQUENCE_ID).getStringParam().isEmpty();
              default -> number(parameters, SEQUENCE_ID) != 0;
            };
    if (asked) {
      throw Refusal.invalid(
          "No model here keeps a state between requests; send no sequence_id, sequence_start or"
              + " sequence_end.");
    }
  }

  private static List<String> outputs(ModelInferRequest request, ModelDescription model) {
    Set<String> outputs = new LinkedHashSet<>();
    for (InferRequestedOutputTensor output : request.getOutputsList()) {
      String name = output.getName();
      if (model.output(name).isEmpty()) {
        throw Refusal.invalid("Model %s has no output %s.", model.name(), Refusal.shown(name));
      }
      if (!outputs.add(name)) {
        throw Refusal.invalid("Output %s is asked for twice.", name);
      }
      for (String refused : OUTPUT_REFUSED) {
        if (output.containsParameters(refused)) {
          throw Refusal.invalid("Output %s: %s is not done by this server.", name, refused);
        }
      }
    }
    return List.copyOf(outputs);
  }

  private static boolean flag(
      Map<String, InferParameter> parameters, String name, boolean otherwise) {
    InferParameter parameter = parameter(parameters, name);
    return switch (parameter.getParameterChoiceCase()) {
      case BOOL_PARAM -> parameter.getBoolParam();
      case PARAMETERCHOICE_NOT_SET -> otherwise;
      default -> throw Refusal.invalid("The parameter %s must be a bool_param.", name);
    };
  }

  /** 0 if it is not there. */
  private static long number(Map<String, InferParameter> parameters, String name) {
    InferParameter parameter = parameter(parameters, name);
    long number =
        switch (parameter.getParameterChoiceCase()) {
          case INT64_PARAM -> parameter.getInt64Param();
          case UINT64_PARAM -> parameter.getUint64Param();
          case PARAMETERCHOICE_NOT_SET -> 0;
          default ->
              throw Refusal.invalid(
                  "The parameter %s must be an int64_param or a uint64_param.", name);
        };
    if (number < 0) {
      throw Refusal.invalid("The parameter %s is out of range.", name);
    }
    return number;
  }

  private static InferParameter parameter(Map<String, InferParameter> parameters, String name) {
    return parameters.getOrDefault(name, InferParameter.getDefaultInstance());
  }
}
