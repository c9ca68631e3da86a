package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.v1.DescribeRequest;
import dev.dermstream.node.v1.DescribeResponse;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.platform.labels.GivenLabels;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.ZeroShotPrompt;
import dev.dermstream.platform.server.Admission;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.platform.tracing.TracedCalls;
import dev.dermstream.v1.Language;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Checks a request on the event loop, which costs microseconds, and gives it a place and sends it
 * on its way.
 */
final class NodeService extends NodeServiceGrpc.NodeServiceImplBase {
  private static final String ROLE = "node";
  private static final int LONGEST_QUESTION_BYTES = 4096;

  private final RepositoryProfiles profiles;
  private final NodeAdmission admission;
  private final StageMetrics metrics;
  private final AtomicBoolean draining = new AtomicBoolean();

  /**
   * @param profiles tells what answers for a profile
   * @param admission the node's places
   */
  NodeService(RepositoryProfiles profiles, NodeAdmission admission, StageMetrics metrics) {
    this.profiles = profiles;
    this.admission = admission;
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
          observer.setOnCancelHandler(call::abandon);
          call.start();
        });
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> response) {
    response.onNext(DescribeResponse.newBuilder().setRelease(profiles.describe()).build());
    response.onCompleted();
  }

  private InferCall accept(InferRequest request, ServerCallStreamObserver<InferResponse> observer) {
    if (draining.get()) {
      throw new ServiceException(ErrorCode.DRAINING, "The node is shutting down; ask another.");
    }
    ProfileUse use = profiles.use(request.getProfile(), request.getReleaseId());
    boolean accepted = false;
    try {
      InferCall call = call(request, use, observer);
      accepted = true;
      return call;
    } finally {
      if (!accepted) {
        use.close();
      }
    }
  }

  private InferCall call(
      InferRequest request, ProfileUse use, ServerCallStreamObserver<InferResponse> observer) {
    Profile profile = use.profile();
    String text = text(request, profile);
    Lane lane = lane(request.getLane());
    return new InferCall(
        use,
        request,
        text,
        lane,
        SamplingInput.of(request),
        regions(request, use),
        new Responses(observer),
        new StageClock(metrics.of(ROLE, lane.name(), profile.name(), TracedCalls.current())),
        // Last of all: whoever has a place also ends, which gives it back.
        admission.admit(request.getSerializedSize()));
  }

  /** Only a report has a place for more than one lesion. */
  private static RegionsWanted regions(InferRequest request, ProfileUse use) {
    boolean wanted =
        switch (request.getRegionOfInterest()) {
          case REGION_OF_INTEREST_UNSPECIFIED -> use.profile().regionOfInterest();
          case REGION_OF_INTEREST_OFF -> false;
          case REGION_OF_INTEREST_ON -> true;
          case UNRECOGNIZED ->
              throw invalid("region_of_interest must be a value of the contract's enum.");
        };
    if (!wanted) {
      return RegionsWanted.NONE;
    }
    if (use.pipeline().node().model().regions().isEmpty()) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_BY_PROFILE, "The release cannot find lesions in pictures.");
    }
    boolean report =
        !request.hasQuestion() && !request.getEmbeddingOnly() && request.getLabelsCount() == 0;
    return report ? RegionsWanted.ALL : RegionsWanted.MAIN;
  }

  private static String text(InferRequest request, Profile profile) {
    if (request.getLabelsCount() > 0) {
      return aroundLabels(request, profile);
    }
    return request.hasQuestion() ? question(request, profile) : prompt(request, profile);
  }

  private static String aroundLabels(InferRequest request, Profile profile) {
    if (request.hasQuestion() || request.getEmbeddingOnly()) {
      throw invalid("labels exclude question and embedding_only.");
    }
    List<String> labels = GivenLabels.require(request.getLabelsList());
    ZeroShotPrompt prompt =
        profile
            .zeroShot()
            .orElseThrow(() ->
                new ServiceException(
                    ErrorCode.UNSUPPORTED_BY_PROFILE,
                    "The profile " + profile.name() + " does not rank labels of a request."));
    return prompt.text(request.getLanguage() == Language.LANGUAGE_KOREAN, labels);
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
          "The profile %s does not answer questions; GetRelease (/v1/profiles) tells which do."
              .formatted(profile.name()));
    }
    return question;
  }

  private static String prompt(InferRequest request, Profile profile) {
    return request.getLanguage() == Language.LANGUAGE_KOREAN
        ? profile.promptKorean()
        : profile.promptEnglish();
  }

  private static Lane lane(dev.dermstream.v1.Lane lane) {
    return switch (lane) {
      case LANE_STAT -> Lane.STAT;
      case LANE_UNSPECIFIED, LANE_ROUTINE -> Lane.ROUTINE;
      case LANE_BATCH -> Lane.BATCH;
      case UNRECOGNIZED -> throw invalid("lane must be a value of the contract's Lane.");
    };
  }

  private static ServiceException invalid(String sentence) {
    return new ServiceException(ErrorCode.INVALID_INPUT, sentence);
  }
}
