package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.Language;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a request on the event loop, which costs microseconds, and hands it to the inference
 * threads.
 */
final class NodeService extends NodeServiceGrpc.NodeServiceImplBase {
  private static final Logger log = LoggerFactory.getLogger(NodeService.class);
  private static final int LONGEST_REQUEST_ID = 200;
  private static final int LONGEST_QUESTION_BYTES = 4096;

  private final ServedNode node;
  private final InferencePool pool;
  private final StageMetrics metrics;
  private final AtomicBoolean draining = new AtomicBoolean();

  NodeService(ServedNode node, InferencePool pool, StageMetrics metrics) {
    this.node = node;
    this.pool = pool;
    this.metrics = metrics;
  }

  /** From now on every new request is refused as DRAINING. */
  void drain() {
    draining.set(true);
  }

  @Override
  public void infer(InferRequest request, StreamObserver<InferResponse> response) {
    // grpc-java hands this type to every server method; it alone tells of cancellation.
    ServerCallStreamObserver<InferResponse> observer =
        (ServerCallStreamObserver<InferResponse>) response;
    String requestId = "";
    try {
      requestId = requestId(request);
      InferCall call = accept(request, observer);
      observer.setOnCancelHandler(() -> abandon(call));
      pool.submit(call);
    } catch (ServiceException e) {
      observer.onError(StatusMapping.toException(StatusMapping.toError(e, requestId)));
    } catch (RuntimeException e) {
      log.error("Request {} failed before its inference", requestId, e);
      observer.onError(StatusMapping.toException(StatusMapping.toError(e, requestId)));
    }
  }

  private void abandon(InferCall call) {
    if (pool.withdraw(call)) {
      call.recordAbandoned();
    }
  }

  private InferCall accept(InferRequest request, ServerCallStreamObserver<InferResponse> observer) {
    if (draining.get()) {
      throw InferencePool.draining();
    }
    Profile profile = node.profile(request.getProfile());
    String text = request.hasQuestion() ? question(request, profile) : prompt(request, profile);
    return new InferCall(
        node, profile, request, text, observer, new StageClock(metrics, profile.name()));
  }

  /** The id goes into trailers and logs: short, and nothing there but printable ASCII. */
  private static String requestId(InferRequest request) {
    String id = request.getRequestId();
    if (id.length() > LONGEST_REQUEST_ID || !id.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw invalid(
          "request_id must be at most %d printable ASCII characters."
              .formatted(LONGEST_REQUEST_ID));
    }
    return id;
  }

  private static String question(InferRequest request, Profile profile) {
    String question = request.getQuestion();
    if (question.getBytes(StandardCharsets.UTF_8).length > LONGEST_QUESTION_BYTES) {
      throw invalid(
          "The question is longer than %d bytes of UTF-8.".formatted(LONGEST_QUESTION_BYTES));
    }
    if (question.isBlank()) {
      throw invalid("The question is empty.");
    }
    if (!profile.answersQuestions()) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_BY_PROFILE,
          "The profile " + profile.name() + " does not answer questions.");
    }
    return question;
  }

  private static String prompt(InferRequest request, Profile profile) {
    return request.getLanguage() == Language.LANGUAGE_KOREAN
        ? profile.promptKorean()
        : profile.promptEnglish();
  }

  private static ServiceException invalid(String sentence) {
    return new ServiceException(ErrorCode.INVALID_INPUT, sentence);
  }
}
