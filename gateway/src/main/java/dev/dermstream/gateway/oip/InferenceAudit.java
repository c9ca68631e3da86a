package dev.dermstream.gateway.oip;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.audit.Auditor;
import dev.dermstream.gateway.audit.Conclusions;
import dev.dermstream.gateway.audit.ImageAudit;
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
import org.jspecify.annotations.Nullable;

/**
 * The audit of one call's inference requests. Each has a record: of the picture where it carries
 * one, else of the whole request, because pixels may come as numbers too. Messages go back in the
 * order in which they came from the node, the last one of a request once its record allows. Lives
 * on one event loop.
 */
final class InferenceAudit {
  private static final String FINAL = "triton_final_response";

  private final Auditor auditor;
  private final String subject;
  private final String requestId;
  private final String method;
  private final boolean streaming;
  private final Consumer<Error> refuse;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Deque<Outgoing> outgoing = new ArrayDeque<>();
  private long requests;

  /**
   * @param refuse ends the call if an answer must not leave
   */
  InferenceAudit(
      Auditor auditor,
      String subject,
      String requestId,
      String method,
      boolean streaming,
      Consumer<Error> refuse) {
    this.auditor = auditor;
    this.subject = subject;
    this.requestId = requestId;
    this.method = method;
    this.streaming = streaming;
    this.refuse = refuse;
  }

  /**
   * Enters a request before a node sees it.
   *
   * @throws ServiceException if it must be refused
   */
  void requested(Buffer message) {
    ByteString bytes = UnsafeByteOperations.unsafeWrap(message.getBytes());
    Arrival arrival = next();
    try {
      ModelInferRequest request = ModelInferRequest.parseFrom(bytes);
      begun(
          request.getId(), arrival, auditor.begin(arrival, RequestImage.of(request).orElse(bytes)));
    } catch (InvalidProtocolBufferException e) {
      begun("", arrival, auditor.begin(arrival, bytes));
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
    begun("", arrival, auditor.beginUnread(arrival));
  }

  private Arrival next() {
    requests++;
    return new Arrival(streaming ? requestId + "." + requests : requestId, subject, method);
  }

  private void begun(String correlation, Arrival arrival, ImageAudit audit) {
    open.add(new Open(correlation, arrival.requestId(), audit));
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
        part(ModelStreamInferResponse.parseFrom(message.getBytes()), next);
      } else {
        Origin origin = origin(ModelInferResponse.parseFrom(message.getBytes()));
        endOrSend(open.poll(), Conclusion.answered(origin), next);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new ServiceException(ErrorCode.INTERNAL, "The node's answer cannot be read.", e);
    }
  }

  private void part(ModelStreamInferResponse response, Outgoing message) {
    Open ended = isLast(response) ? take(response.getInferResponse().getId()) : null;
    endOrSend(ended, conclusion(response), message);
  }

  private void endOrSend(@Nullable Open ended, Conclusion conclusion, Outgoing message) {
    if (ended == null) {
      message.ready = true;
      sendReady();
    } else {
      end(ended, conclusion, message);
    }
  }

  /** Ends what is still open and then the call. */
  void finished(Error error, Runnable send) {
    List<Open> left = new ArrayList<>(open);
    open.clear();
    for (Open each : left) {
      Outgoing nothing = new Outgoing(() -> {});
      outgoing.add(nothing);
      end(each, Conclusions.of(error, Origin.UNKNOWN), nothing);
    }
    Outgoing last = new Outgoing(send);
    last.ready = true;
    outgoing.add(last);
    sendReady();
  }

  /** The caller went away or its time passed. */
  void abandoned(boolean deadlinePassed) {
    open.forEach(each -> each.audit.abandoned(deadlinePassed, Origin.UNKNOWN));
    open.clear();
    outgoing.clear();
  }

  private void end(Open ended, Conclusion conclusion, Outgoing message) {
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
  private @Nullable Open take(String correlation) {
    for (Open each : open) {
      if (each.correlation.equals(correlation)) {
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
    String code =
        OriginParameters.text(response.getInferResponse().getParametersMap(), "error_code");
    return Conclusions.of(
        StatusMapping.error(ErrorCode.INTERNAL, "", "").toBuilder().setCode(code).build(), origin);
  }

  private static Origin origin(ModelInferResponse response) {
    return OriginParameters.read(response.getParametersMap());
  }

  private record Open(String correlation, String requestId, ImageAudit audit) {}

  /** A message on its way to the caller. */
  private static final class Outgoing {
    private final Runnable send;
    private boolean ready;

    Outgoing(Runnable send) {
      this.send = send;
    }
  }
}
