package dev.dermstream.loadtest.gatling;

import com.google.common.collect.Iterators;
import com.google.protobuf.ByteString;
import dev.dermstream.loadtest.gatling.action.GrpcCall;
import dev.dermstream.loadtest.gatling.picture.DrawnPictures;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The calls of the public contract. Pictures come from the session, where a feeder has put them;
 * streams of several pictures take them in turn.
 *
 * @param profile empty for the release's default
 * @param deadline of every call
 */
record Requests(DrawnPictures pictures, String profile, Duration deadline) {
  GrpcCall<ScreenRequest, ScreenResponse> screen(String name, Lane lane) {
    return GrpcCall.of(
            name,
            ScreeningServiceGrpc.getScreenMethod(),
            session -> screening(picture(session), lane).build(),
            deadline)
        .judgedBy(() -> answer -> Outcomes.of(answer.getReport()));
  }

  /**
   * One stream of several pictures.
   *
   * @param followText whether the summary is told while it is written; the first message is then
   *     its first piece
   */
  GrpcCall<ScreenStreamRequest, ScreenStreamResponse> screenStream(
      String name, Lane lane, int images, boolean followText) {
    GrpcCall<ScreenStreamRequest, ScreenStreamResponse> call =
        GrpcCall.stream(
                name,
                ScreeningServiceGrpc.getScreenStreamMethod(),
                session -> images(session, lane, images, followText),
                deadline)
            .judgedBy(() -> Outcomes.ofStream(images));
    return followText ? call.firstWhere(ScreenStreamResponse::hasWriting) : call;
  }

  private Iterator<ScreenStreamRequest> images(
      Session session, Lane lane, int images, boolean followText) {
    // More users than an int holds would be more than a run may have.
    int first = (int) session.userId() * images;
    return Iterators.transform(
        IntStream.range(0, images).iterator(),
        i ->
            ScreenStreamRequest.newBuilder()
                .setCorrelationId(String.valueOf(i))
                .setRequest(
                    screening(pictures.photograph(first + i), lane).setFollowText(followText))
                .build());
  }

  private ScreenRequest.Builder screening(ByteString image, Lane lane) {
    return ScreenRequest.newBuilder().setImage(image).setProfile(profile).setLane(lane);
  }

  GrpcCall<AskRequest, AskResponse> ask(String name, Lane lane, String askedProfile) {
    return GrpcCall.of(
            name,
            ScreeningServiceGrpc.getAskMethod(),
            session ->
                AskRequest.newBuilder()
                    .setImage(picture(session))
                    .setProfile(askedProfile)
                    .setQuestion("What colour is it?")
                    .setLane(lane)
                    .build(),
            deadline)
        .judgedBy(Outcomes::ofAnswer)
        .firstWhere(AskResponse::hasText);
  }

  GrpcCall<EmbedRequest, EmbedResponse> embed(String name, Lane lane) {
    return GrpcCall.of(
            name,
            ScreeningServiceGrpc.getEmbedMethod(),
            session ->
                EmbedRequest.newBuilder()
                    .setImage(picture(session))
                    .setProfile(profile)
                    .setLane(lane)
                    .build(),
            deadline)
        .judgedBy(() -> answer -> Outcomes.whole(answer.getEmbeddingCount() > 0));
  }

  GrpcCall<RankRequest, RankResponse> rank(String name, Lane lane, String rankedProfile) {
    List<String> labels = List.of("Melanoma", "Nevus");
    return GrpcCall.of(
            name,
            ScreeningServiceGrpc.getRankMethod(),
            session ->
                RankRequest.newBuilder()
                    .setImage(picture(session))
                    .setProfile(rankedProfile)
                    .addAllLabels(labels)
                    .setLane(lane)
                    .build(),
            deadline)
        .judgedBy(() -> answer -> Outcomes.whole(answer.getRankingCount() == labels.size()));
  }

  private static ByteString picture(Session session) {
    ByteString picture = session.get(DrawnPictures.IMAGE);
    if (picture == null) {
      throw new IllegalStateException("No feeder has put a picture into the session");
    }
    return picture;
  }
}
