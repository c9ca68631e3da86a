package dev.dermstream.gateway.web;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.NeighborFilter;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.Sampling;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * How the request of a method is put together from an image and fields.
 *
 * @param method of {@code dermstream.v1.ScreeningService}
 * @param fields the fields that may stand beside the image
 * @param ofImage puts a request together
 * @param empty begins one that JSON fills
 */
record ScreeningForms<Q extends Message>(
    String method,
    Set<String> fields,
    BiFunction<ByteString, Fields, Q> ofImage,
    Supplier<Message.Builder> empty) {
  private static final String PROFILE = "profile";
  private static final String LANGUAGE = "language";
  private static final String LANE = "lane";
  private static final String FOLLOW_TEXT = "follow_text";
  private static final String CLUSTER_MAP = "cluster_map";
  private static final String NEIGHBOR_MODALITY = "neighbor_modality";
  private static final String NEIGHBOR_SITE = "neighbor_site";
  private static final String QUESTION = "question";
  private static final String LABELS = "labels";
  private static final String REGION = "region_of_interest";
  private static final String TEMPERATURE = "temperature";
  private static final String TOP_K = "top_k";
  private static final String TOP_P = "top_p";
  private static final String SEED = "seed";

  static final ScreeningForms<ScreenRequest> SCREEN =
      new ScreeningForms<>(
          "Screen",
          Set.of(
              PROFILE,
              LANGUAGE,
              LANE,
              REGION,
              FOLLOW_TEXT,
              CLUSTER_MAP,
              NEIGHBOR_MODALITY,
              NEIGHBOR_SITE),
          ScreeningForms::screen,
          ScreenRequest::newBuilder);
  static final ScreeningForms<EmbedRequest> EMBED =
      new ScreeningForms<>(
          "Embed", Set.of(PROFILE, LANE, REGION), ScreeningForms::embed, EmbedRequest::newBuilder);
  static final ScreeningForms<RankRequest> RANK =
      new ScreeningForms<>(
          "Rank",
          Set.of(PROFILE, LANGUAGE, LANE, REGION, LABELS),
          ScreeningForms::rank,
          RankRequest::newBuilder);
  static final ScreeningForms<AskRequest> ASK =
      new ScreeningForms<>(
          "Ask",
          Set.of(PROFILE, LANGUAGE, LANE, REGION, QUESTION, TEMPERATURE, TOP_K, TOP_P, SEED),
          ScreeningForms::ask,
          AskRequest::newBuilder);

  /** The method as gRPC names it. */
  String grpcMethod() {
    return ScreeningServiceGrpc.SERVICE_NAME + "/" + method;
  }

  private static ScreenRequest screen(ByteString image, Fields fields) {
    return ScreenRequest.newBuilder()
        .setImage(image)
        .setProfile(fields.text(PROFILE))
        .setLanguage(fields.language())
        .setLane(fields.lane())
        .setRegionOfInterest(fields.regionOfInterest())
        .setFollowText(fields.flag(FOLLOW_TEXT))
        .setClusterMap(fields.flag(CLUSTER_MAP))
        .setNeighborFilter(
            NeighborFilter.newBuilder()
                .addAllModality(values(fields.text(NEIGHBOR_MODALITY)))
                .addAllSite(values(fields.text(NEIGHBOR_SITE))))
        .build();
  }

  /** Of a list with commas; none if it is empty. */
  private static List<String> values(String list) {
    return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
  }

  private static EmbedRequest embed(ByteString image, Fields fields) {
    return EmbedRequest.newBuilder()
        .setImage(image)
        .setProfile(fields.text(PROFILE))
        .setLane(fields.lane())
        .setRegionOfInterest(fields.regionOfInterest())
        .build();
  }

  private static RankRequest rank(ByteString image, Fields fields) {
    return RankRequest.newBuilder()
        .setImage(image)
        .setProfile(fields.text(PROFILE))
        .setLanguage(fields.language())
        .setLane(fields.lane())
        .setRegionOfInterest(fields.regionOfInterest())
        .addAllLabels(values(fields.text(LABELS)).stream().map(String::strip).toList())
        .build();
  }

  private static AskRequest ask(ByteString image, Fields fields) {
    AskRequest.Builder request =
        AskRequest.newBuilder()
            .setImage(image)
            .setProfile(fields.text(PROFILE))
            .setLanguage(fields.language())
            .setLane(fields.lane())
            .setRegionOfInterest(fields.regionOfInterest())
            .setQuestion(fields.text(QUESTION));
    sampling(fields).ifPresent(request::setSampling);
    return request.build();
  }

  private static Optional<Sampling> sampling(Fields fields) {
    Sampling.Builder sampling = Sampling.newBuilder();
    fields.number(TEMPERATURE).map(BigDecimal::floatValue).ifPresent(sampling::setTemperature);
    fields.number(TOP_P).map(BigDecimal::floatValue).ifPresent(sampling::setTopP);
    fields.wholeNumber(TOP_K, Integer.MAX_VALUE).map(Long::intValue).ifPresent(sampling::setTopK);
    fields.wholeNumber(SEED, Long.MAX_VALUE).ifPresent(sampling::setSeed);
    Sampling built = sampling.build();
    return fields.hasAny(Set.of(TEMPERATURE, TOP_P, TOP_K, SEED))
        ? Optional.of(built)
        : Optional.empty();
  }
}
