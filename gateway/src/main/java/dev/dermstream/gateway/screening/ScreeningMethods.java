package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.audit.ArrivingImage;
import dev.dermstream.gateway.audit.Auditor;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.GetReleaseResponse;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreenStreamResponse;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/**
 * The methods of the service on one event loop, for every door: gRPC binds them by {@link
 * ScreeningService}; another door opens a call with its own {@link Reply} before it reads the
 * request, so that the deadline counts from the request's first byte, and hands the request over
 * once it is whole.
 */
public final class ScreeningMethods {
  private final CallSupport support;
  private final ScreenHandler screen;
  private final ScreenStreamHandler screenStream;
  private final AskHandler ask;
  private final EmbedHandler embed;
  private final RankHandler rank;
  private final ReleaseHandler release;

  /**
   * Calls pass {@code gate} until it drains; they all come by {@code entrance}, wait for their
   * places in {@code admissions}, and {@code auditor} records their images.
   */
  public ScreeningMethods(
      Vertx vertx,
      Peers peers,
      ScreeningLimits limits,
      GatewayTimings timings,
      DrainGate gate,
      Entrance entrance,
      Admissions admissions,
      Auditor auditor) {
    support = new CallSupport(vertx, peers, limits, timings, gate, entrance, admissions, auditor);
    screen = new ScreenHandler(support);
    screenStream = new ScreenStreamHandler(support);
    ask = new AskHandler(support);
    embed = new EmbedHandler(support);
    rank = new RankHandler(support);
    release = new ReleaseHandler(support);
  }

  /**
   * Takes over the call that is passing the entrance. If the server drains, it comes back ended.
   *
   * @param patience the caller's, or empty for the default deadline
   * @throws IllegalStateException if the door was not passed by its guard
   */
  public <A> InboundCall<A> open(Reply<A> reply, String requestId, Optional<Duration> patience) {
    InboundCall<A> call = begin(reply, requestId, patience);
    call.enter(support.gate(), () -> {});
    return call;
  }

  /**
   * As the other, for a call that carries an image.
   *
   * @param method of the contract
   */
  public <A> InboundCall<A> open(
      Reply<A> reply, String requestId, Optional<Duration> patience, String method) {
    InboundCall<A> call = begin(reply, requestId, patience);
    call.expect(new ArrivingImage(support.auditor(), support.arrival(call, method)));
    call.enter(support.gate(), () -> {});
    return call;
  }

  private <A> InboundCall<A> begin(Reply<A> reply, String requestId, Optional<Duration> patience) {
    Duration limit = patience.orElse(support.limits().defaultDeadline());
    return InboundCall.open(
        support.vertx(), reply, requestId, limit, support.entrance(), support.timings());
  }

  /** One image, one report. */
  public void screen(ScreenRequest request, InboundCall<ScreenResponse> call) {
    call.guarded(() -> screen.screen(request, call));
  }

  /** One image with the events of a stream, without correlation ids. */
  public void follow(ScreenRequest request, InboundCall<ScreenStreamResponse> call) {
    call.guarded(() -> screen.follow(request, call));
  }

  /** A question, the answer piece by piece. */
  public void ask(AskRequest request, InboundCall<AskResponse> call) {
    call.guarded(() -> ask.ask(request, call));
  }

  /** An image, its embedding. */
  public void embed(EmbedRequest request, InboundCall<EmbedResponse> call) {
    call.guarded(() -> embed.embed(request, call));
  }

  /** An image and labels, the likelihood of every label. */
  public void rank(RankRequest request, InboundCall<RankResponse> call) {
    call.guarded(() -> rank.rank(request, call));
  }

  /** What is served now. */
  public void release(InboundCall<GetReleaseResponse> call) {
    call.guarded(() -> release.describe(call));
  }

  ScreenHandler screen() {
    return screen;
  }

  ScreenStreamHandler screenStream() {
    return screenStream;
  }

  AskHandler ask() {
    return ask;
  }

  EmbedHandler embed() {
    return embed;
  }

  RankHandler rank() {
    return rank;
  }

  ReleaseHandler release() {
    return release;
  }
}
