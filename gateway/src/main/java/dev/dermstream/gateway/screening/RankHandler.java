package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.admission.Work;
import dev.dermstream.gateway.upstream.InferOutcome;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.platform.labels.GivenLabels;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.RankedLabel;
import dev.dermstream.v1.StageTiming;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** {@code Rank}: an image and labels in, the likelihood of every label out. */
final class RankHandler {
  private static final String METHOD = "Rank";
  private static final double PERCENT = 100;

  private final CallSupport support;

  RankHandler(CallSupport support) {
    this.support = support;
  }

  void handle(GrpcServerRequest<RankRequest, RankResponse> request) {
    InboundCall<RankResponse> call = support.open(request, METHOD);
    if (call.enter(support.gate(), () -> {})) {
      Inbound.single(
          request, call, support.limits(), RankRequest.parser(), labels -> rank(labels, call));
    }
  }

  void rank(RankRequest request, InboundCall<RankResponse> call) {
    call.imageCame(request::getImage);
    RequestChecks.profile(request.getProfile());
    call.caller().requireProfile(request.getProfile());
    RequestChecks.language(request.getLanguage());
    RequestChecks.lane(request.getLane());
    RequestChecks.region(request.getRegionOfInterest());
    List<String> labels = GivenLabels.require(request.getLabelsList());
    RequestChecks.image(request.getImage());
    InferRequest ranking =
        InferRequest.newBuilder()
            .setRequestId(call.requestId())
            .setProfile(request.getProfile())
            .setImage(request.getImage())
            .setLanguage(request.getLanguage())
            .setLane(request.getLane())
            .setRegionOfInterest(request.getRegionOfInterest())
            .addAllLabels(labels)
            .build();
    WholeAnswer.begin(
        support,
        call,
        METHOD,
        Work.RANKING,
        request.getSerializedSize(),
        ranking,
        (encoded, outcome, timings) -> answer(call.requestId(), labels, encoded, outcome, timings));
  }

  private static Optional<RankResponse> answer(
      String requestId,
      List<String> labels,
      Encoded encoded,
      InferOutcome outcome,
      List<StageTiming> timings) {
    if (!(outcome instanceof InferOutcome.Written(var finished))
        || !isOf(finished.getRankingList(), labels)) {
      return Optional.empty();
    }
    return Optional.of(
        RankResponse.newBuilder()
            .setRequestId(requestId)
            .addAllRanking(finished.getRankingList())
            .setProvenance(encoded.getProvenance())
            .addAllTimings(timings)
            .setNotice(encoded.getNotice())
            .setImage(encoded.getImage())
            .setAnyLabelPercent(anyLabelPercent(finished.getRankingList()))
            .build());
  }

  /** Every label once and under its own place: a node that knows no labels writes a report. */
  private static boolean isOf(List<RankedLabel> ranking, List<String> labels) {
    return ranking.size() == labels.size()
        && new HashSet<>(ranking.stream().map(RankedLabel::getPosition).toList()).size()
            == labels.size()
        && ranking.stream()
            .allMatch(ranked ->
                ranked.getPosition() >= 0
                    && ranked.getPosition() < labels.size()
                    && ranked.getLabel().equals(labels.get(ranked.getPosition())));
  }

  private static double anyLabelPercent(List<RankedLabel> ranking) {
    double sum = ranking.stream().mapToDouble(each -> Math.exp(each.getLogLikelihood())).sum();
    return PERCENT * Math.min(1, sum);
  }
}
