package dev.dermstream.gateway.oip;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.audit.Auditor;
import dev.dermstream.gateway.audit.Conclusions;
import dev.dermstream.gateway.audit.ImageAudit;
import dev.dermstream.gateway.screening.Place;
import dev.dermstream.gateway.upstream.Payload;
import dev.dermstream.oip.v2.InferParameter;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelStreamInferResponse;
import dev.dermstream.v1.Error;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One call's inference requests, each with its place among those in flight and its record in the
 * audit: of the picture where it carries one, else of the whole request, because pixels may come as
 * numbers too. Messages go back in the order in which they came from the node, the last one of a
 * request once its record allows; that a request was refused is told once those before it are
 * answered, because callers may count on the order. Lives on one event loop.
 */
final class Inferences {
  private static final String FINAL = "triton_final_response";
  private static final ModelInferRequest UNREADABLE = ModelInferRequest.getDefaultInstance();

  private final Auditor auditor;
  private final LongFunction<Place> places;
  private final String subject;
  private final String requestId;
  private final String method;
  private final boolean streaming;
  private final Consumer<Error> refuse;
  private final Deque<Inference> open = new ArrayDeque<>();
  private final Deque<Outgoing> outgoing = new ArrayDeque<>();
  private long requests;

  /**
   * @param places gives a place for a request of so many bytes
   * @param refuse ends the call if an answer must not leave
   */
  Inferences(
      Auditor auditor,
      LongFunction<Place> places,
      String subject,
      String requestId,
      String method,
      boolean streaming,
      Consumer<Error> refuse) {
    this.auditor = auditor;
    this.places = places;
    this.subject = subject;
    this.requestId = requestId;
    this.method = method;
    this.streaming = streaming;
    this.refuse = refuse;
  }

  /** How many have been taken and not yet answered. */
  int unanswered() {
    return open.size();
  }

  /**
   * Enters a request in the audit. It goes to a node once it has entered its place.
   *
   * @throws ServiceException if it must be refused
   */
  Inference begin(Buffer message) {
    ByteString bytes = Payload.view(message);
    Arrival arrival = next();
    try {
      ModelInferRequest request = Payload.parse(bytes, ModelInferRequest.parser());
      ImageAudit audit = auditor.begin(arrival, RequestImage.of(request).orElse(bytes));
      return begun(request, arrival, audit, bytes.size());
    } catch (InvalidProtocolBufferException e) {
      var _ = begun(UNREADABLE, arrival, auditor.begin(arrival, bytes), bytes.size());
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "The message cannot be read as its type in the contract.", e);
    }
  }

  /**
   * Enters a request that is too large to be read.
   *
   * @throws ServiceException if it must be refused for another reason
   */
  void unread() {
    Arrival arrival = next();
    var _ = begun(UNREADABLE, arrival, auditor.beginUnread(arrival), 0);
  }

  private Arrival next() {
    requests++;
    return new Arrival(streaming ? requestId + "." + requests : requestId, subject, method);
  }

  private Inference begun(
      ModelInferRequest request, Arrival arrival, ImageAudit audit, long bytes) {
    Inference inference = new Inference(request, arrival.requestId(), audit, places.apply(bytes));
    open.add(inference);
    return inference;
  }

  /**
   * A request of a stream has no place.
   *
   * @param tell writes so to the caller
   */
  void refused(Inference inference, Error error, Runnable tell) {
    inference.refusal = new Refusal(error, tell);
    tellRefusals();
  }

  /**
   * Sends a message of the node on.
   *
   * @param send writes it to the caller
   */
  void answered(Buffer message, Runnable send) {
    Outgoing next = new Outgoing(send);
    outgoing.add(next);
    try {
      if (streaming) {
        part(Payload.parse(Payload.view(message), ModelStreamInferResponse.parser()), next);
      } else {
        Origin origin = origin(Payload.parse(Payload.view(message), ModelInferResponse.parser()));
        Inference ended = open.poll();
        if (ended != null) {
          ended.place.served();
        }
        endOrSend(ended, Conclusion.answered(origin), next);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new ServiceException(ErrorCode.INTERNAL, "The node's answer cannot be read.", e);
    }
  }

  private void part(ModelStreamInferResponse response, Outgoing message) {
    Inference ended = isLast(response) ? take(response.getInferResponse().getId()) : null;
    if (ended != null) {
      leave(ended, response);
    }
    endOrSend(ended, conclusion(response), message);
    tellRefusals();
  }

  private static void leave(Inference ended, ModelStreamInferResponse response) {
    if (response.getErrorMessage().isEmpty()) {
      ended.place.served();
    } else {
      ended.place.failed(error(response));
    }
  }

  private void tellRefusals() {
    for (Inference next = open.peek(); next != null && next.refusal != null; next = open.peek()) {
      open.remove();
      Outgoing message = new Outgoing(next.refusal.tell);
      outgoing.add(message);
      end(next, Conclusions.of(next.refusal.error, Origin.UNKNOWN), message);
    }
  }

  private void endOrSend(@Nullable Inference ended, Conclusion conclusion, Outgoing message) {
    if (ended == null) {
      message.ready = true;
      sendReady();
    } else {
      end(ended, conclusion, message);
    }
  }

  /** Ends what is still open and then the call. */
  void finished(Error error, Runnable send) {
    List<Inference> left = new ArrayList<>(open);
    open.clear();
    for (Inference each : left) {
      each.place.failed(error);
      Refusal refusal = each.refusal;
      Outgoing message = new Outgoing(refusal == null ? () -> {} : refusal.tell);
      outgoing.add(message);
      end(each, Conclusions.of(refusal == null ? error : refusal.error, Origin.UNKNOWN), message);
    }
    Outgoing last = new Outgoing(send);
    last.ready = true;
    outgoing.add(last);
    sendReady();
  }

  /** The caller went away or its time passed. */
  void abandoned(boolean deadlinePassed) {
    open.forEach(each -> {
      each.place.leave();
      each.audit.abandoned(deadlinePassed, Origin.UNKNOWN);
    });
    open.clear();
    outgoing.clear();
  }

  private void end(Inference ended, Conclusion conclusion, Outgoing message) {
    ended.audit.end(
        conclusion,
        ended.requestId,
        () -> {
          message.ready = true;
          sendReady();
        },
        error -> {
          outgoing.clear();
          refuse.accept(error);
        });
  }

  private void sendReady() {
    for (Outgoing next = outgoing.peek(); next != null && next.ready; next = outgoing.peek()) {
      outgoing.remove();
      next.send.run();
    }
  }

  /** The oldest of this name: single answers leave in the order of their requests. */
  private @Nullable Inference take(String correlation) {
    for (Inference each : open) {
      if (each.refusal == null && each.correlation.equals(correlation)) {
        open.remove(each);
        return each;
      }
    }
    return null;
  }

  /** Nodes say of every answer whether more comes; one that does not say has one. */
  private static boolean isLast(ModelStreamInferResponse response) {
    InferParameter last = response.getInferResponse().getParametersMap().get(FINAL);
    return !response.getErrorMessage().isEmpty() || last == null || last.getBoolParam();
  }

  private static Conclusion conclusion(ModelStreamInferResponse response) {
    Origin origin = origin(response.getInferResponse());
    if (response.getErrorMessage().isEmpty()) {
      return Conclusion.answered(origin);
    }
    return Conclusions.of(error(response), origin);
  }

  private static Error error(ModelStreamInferResponse response) {
    String code =
        OriginParameters.text(response.getInferResponse().getParametersMap(), "error_code");
    return StatusMapping.error(ErrorCode.INTERNAL, "", "").toBuilder().setCode(code).build();
  }

  private static Origin origin(ModelInferResponse response) {
    return OriginParameters.read(response.getParametersMap());
  }

  /** A request on its way. */
  static final class Inference {
    private final String model;
    private final String version;
    private final String correlation;
    private final String requestId;
    private final ImageAudit audit;
    private final Place place;
    private @Nullable Refusal refusal;

    private Inference(ModelInferRequest request, String requestId, ImageAudit audit, Place place) {
      this.model = request.getModelName();
      this.version = request.getModelVersion();
      this.correlation = request.getId();
      this.requestId = requestId;
      this.audit = audit;
      this.place = place;
    }

    Place place() {
      return place;
    }

    /** What tells its caller of an error without ending the stream, as nodes do. */
    ModelStreamInferResponse errorMessage(Error error) {
      ModelInferResponse.Builder response =
          ModelInferResponse.newBuilder()
              .setModelName(model)
              .setModelVersion(version)
              .setId(correlation)
              .putParameters(
                  "error_code", InferParameter.newBuilder().setStringParam(error.getCode()).build())
              .putParameters("retryable", flag(error.getRetryable()))
              .putParameters(FINAL, flag(true));
      if (error.getRetryAfterMillis() > 0) {
        response.putParameters(
            "retry_after_millis",
            InferParameter.newBuilder().setInt64Param(error.getRetryAfterMillis()).build());
      }
      return ModelStreamInferResponse.newBuilder()
          .setErrorMessage(error.getMessage())
          .setInferResponse(response)
          .build();
    }

    private static InferParameter flag(boolean value) {
      return InferParameter.newBuilder().setBoolParam(value).build();
    }
  }

  private record Refusal(Error error, Runnable tell) {}

  /** A message on its way to the caller. */
  private static final class Outgoing {
    private final Runnable send;
    private boolean ready;

    Outgoing(Runnable send) {
      this.send = send;
    }
  }
}
