package dev.dermstream.node.oip;

import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.oip.v2.InferParameter;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelInferResponse.InferOutputTensor;
import java.util.Arrays;
import java.util.Map;

/**
 * Turns answers into responses of the protocol. In a stream every response says whether it is its
 * request's last.
 */
final class ResponseWriter implements AnswerListener<InferAnswer> {
  private static final String FINAL = "triton_final_response";

  private final ModelDescription model;
  private final String id;
  private final InferOptions options;
  private final boolean streamed;
  private final AnswerListener<ModelInferResponse> responses;

  ResponseWriter(
      ModelDescription model,
      ModelInferRequest request,
      InferOptions options,
      boolean streamed,
      AnswerListener<ModelInferResponse> responses) {
    this.model = model;
    this.id = request.getId();
    this.options = options;
    this.streamed = streamed;
    this.responses = responses;
  }

  @Override
  public void part(InferAnswer part) {
    responses.part(response(part, false).build());
  }

  @Override
  public void last(InferAnswer answer) {
    if (streamed && model.decoupled() && options.emptyFinalResponse()) {
      responses.part(response(answer, false).build());
      responses.last(head(true).build());
    } else {
      responses.last(response(answer, true).build());
    }
  }

  @Override
  public void failed(Throwable failure) {
    responses.failed(failure);
  }

  private ModelInferResponse.Builder response(InferAnswer answer, boolean last) {
    ModelInferResponse.Builder response = head(last).putAllParameters(answer.parameters());
    if (options.outputs().isEmpty()) {
      model.outputs().forEach(spec -> add(spec.name(), answer.outputs(), response));
    } else {
      options.outputs().forEach(name -> add(name, answer.outputs(), response));
    }
    return response;
  }

  private ModelInferResponse.Builder head(boolean last) {
    ModelInferResponse.Builder head =
        ModelInferResponse.newBuilder()
            .setModelName(model.name())
            .setModelVersion(model.version())
            .setId(id);
    return streamed
        ? head.putParameters(FINAL, InferParameter.newBuilder().setBoolParam(last).build())
        : head;
  }

  private void add(
      String name, Map<String, HostTensor> outputs, ModelInferResponse.Builder response) {
    HostTensor tensor = outputs.get(name);
    if (tensor == null) {
      // A part of a stream brings what is new in it alone.
      return;
    }
    InferOutputTensor.Builder output =
        InferOutputTensor.newBuilder().setName(name).setDatatype(tensor.type().name());
    Arrays.stream(tensor.shape()).forEach(output::addShape);
    if (options.typedOutputs()) {
      output.setContents(TypedContents.write(tensor));
    } else {
      response.addRawOutputContents(RawContents.write(tensor));
    }
    response.addOutputs(output);
  }
}
