package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.server.Admission;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.Language;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Checks a request on the event loop, which costs microseconds, and hands it to the inference
 * threads.
 */
final class NodeService extends NodeServiceGrpc.NodeServiceImplBase {
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
    Admission.admit(
        request.getRequestId(),
        observer,
        () -> {
          InferCall call = accept(request, observer);
          observer.setOnCancelHandler(() -> abandon(call));
          pool.submit(call);
        });
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
