package dev.dermstream.node.oip;

import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.oip.v2.ModelStatistics;
import dev.dermstream.v1.Language;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A profile of the node as a model: an encoded picture in, its embedding and a text out. Requests
 * go to the node's own service, through its queue, its checks and its engine.
 */
record ProfileModel(
    String name,
    ProfileVersion version,
    NodeServiceGrpc.AsyncService node,
    Supplier<Optional<RunningEngine>> engine,
    ProfileFigures figures,
    ScheduledExecutorService timer)
    implements ServedModel {
  static final String EMBEDDING = "EMBEDDING";
  static final String TEXT = "TEXT";
  private static final String IMAGE = "IMAGE";
  private static final String QUESTION = "QUESTION";
  private static final String LANGUAGE = "LANGUAGE";
  private static final String PLATFORM = "dermstream_profile";

  private static final List<TensorSpec> INPUTS = List.of(one(IMAGE), one(QUESTION), one(LANGUAGE));
  private static final List<TensorSpec> OUTPUTS =
      List.of(
          new TensorSpec(EMBEDDING, TensorType.FP32, new long[] {1, TensorSpec.ANY}), one(TEXT));

  private static TensorSpec one(String name) {
    return new TensorSpec(name, TensorType.BYTES, new long[] {1});
  }

  @Override
  public ModelDescription description() {
    return new ModelDescription(
        name,
        version.text(),
        PLATFORM,
        INPUTS,
        OUTPUTS,
        Set.of(QUESTION, LANGUAGE),
        Optional.empty(),
        1,
        true,
        properties());
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(Map.of("languages", "en,ko"));
    engine.get().map(EngineProperties::of).ifPresent(properties::putAll);
    return properties;
  }

  @Override
  public ModelStatistics statistics() {
    return figures.write(name, version.text());
  }

  @Override
  public Runnable infer(Inference inference, AnswerListener<InferAnswer> listener) {
    InferRequest request = request(inference);
    CancellableContext context = context(inference.ticket());
    ProfileCall call = new ProfileCall(inference, version, context, figures, listener);
    context.run(() -> node.infer(request, call));
    return call::cancel;
  }

  private CancellableContext context(Ticket ticket) {
    if (ticket.deadlineNanos() == Ticket.NO_DEADLINE) {
      return Context.current().withCancellation();
    }
    long nanos = ticket.deadlineNanos() - System.nanoTime();
    return Context.current().withDeadline(Deadline.after(nanos, TimeUnit.NANOSECONDS), timer);
  }

  private InferRequest request(Inference inference) {
    Map<String, HostTensor> inputs = inference.inputs();
    InferRequest.Builder request =
        InferRequest.newBuilder()
            .setRequestId(inference.requestId())
            .setProfile(name)
            // Safe: a tensor never changes.
            .setImage(UnsafeByteOperations.unsafeWrap(element(inputs.get(IMAGE))))
            .setLanguage(language(inputs.get(LANGUAGE)))
            .setEmbeddingOnly(!inference.wants(TEXT))
            .setWholeText(!inference.streamed())
            .setLane(lane(inference.ticket().lane()));
    HostTensor question = inputs.get(QUESTION);
    if (question != null) {
      request.setQuestion(text(QUESTION, question));
    }
    return request.build();
  }

  private static dev.dermstream.v1.Lane lane(Lane lane) {
    return switch (lane) {
      case STAT -> dev.dermstream.v1.Lane.LANE_STAT;
      case ROUTINE -> dev.dermstream.v1.Lane.LANE_ROUTINE;
      case BATCH -> dev.dermstream.v1.Lane.LANE_BATCH;
    };
  }

  private static Language language(@Nullable HostTensor sent) {
    if (sent == null) {
      return Language.LANGUAGE_UNSPECIFIED;
    }
    return switch (text(LANGUAGE, sent)) {
      case "en" -> Language.LANGUAGE_ENGLISH;
      case "ko" -> Language.LANGUAGE_KOREAN;
      default -> throw Refusal.invalid("Input %s is en or ko.", LANGUAGE);
    };
  }

  private static String text(String input, HostTensor tensor) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(element(tensor)))
          .toString();
    } catch (CharacterCodingException e) {
      throw Refusal.invalid("Input %s is not UTF-8.", input);
    }
  }

  private static byte[] element(@Nullable HostTensor tensor) {
    // The picture has been required, and every input has one element.
    return tensor == null ? new byte[0] : tensor.elements().getFirst();
  }
}
