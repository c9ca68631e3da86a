package dev.dermstream.gateway.screening;

import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.audit.Auditor;
import dev.dermstream.gateway.audit.ImageMethods;
import dev.dermstream.gateway.security.Caller;
import dev.dermstream.gateway.security.Gatekeeper;
import dev.dermstream.gateway.security.Verdict;
import dev.dermstream.v1.Error;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets a request of one event loop through the entrance once the gatekeeper has decided for it. Its
 * content waits at the transport meanwhile; nothing of it is read before. Images of known callers
 * that are refused here are in the audit, without a digest.
 */
public final class Guard {
  private static final String AUTHORIZATION = "authorization";

  private final Context eventLoop;
  private final Gatekeeper gatekeeper;
  private final Entrance entrance;
  private final Auditor auditor;

  /** What a door does with a request that may not pass. */
  public interface Refusal {
    void refuse(Error error);
  }

  public Guard(Context eventLoop, Gatekeeper gatekeeper, Entrance entrance, Auditor auditor) {
    this.eventLoop = eventLoop;
    this.gatekeeper = gatekeeper;
    this.entrance = entrance;
    this.auditor = auditor;
  }

  /**
   * @param method that the request calls, as gRPC names it, by whatever door it came
   * @param requestId asked for where the request is refused
   * @param door opens the call before it returns, or refuses it by {@link #refuse}
   */
  public void pass(
      HttpServerRequest request,
      String method,
      Supplier<String> requestId,
      Handler<HttpServerRequest> door,
      Refusal refusal) {
    CompletableFuture<Verdict> verdict =
        gatekeeper.decide(method, request.getHeader(AUTHORIZATION));
    if (verdict.isDone()) {
      act(verdict.join(), request, method, requestId, door, refusal);
      return;
    }
    request.pause();
    Future.fromCompletionStage(verdict, eventLoop)
        .onSuccess(decided -> {
          // The caller may have gone meanwhile.
          if (!request.response().closed()) {
            act(decided, request, method, requestId, door, refusal);
            request.resume();
          }
        });
  }

  /**
   * Refuses the request that is passing before anything of its content was read.
   *
   * @param method that it calls, as gRPC names it
   * @param refusal answers it, once that is recorded
   */
  public void refuse(HttpServerRequest request, String method, Error error, Refusal refusal) {
    refuse(request, method, entrance.caller(), error, refusal);
  }

  private void act(
      Verdict verdict,
      HttpServerRequest request,
      String method,
      Supplier<String> requestId,
      Handler<HttpServerRequest> door,
      Refusal refusal) {
    switch (verdict) {
      case Verdict.Admitted(Caller caller) -> entrance.pass(request, caller, door);
      case Verdict.Refused refused -> {
        Error error = StatusMapping.error(refused.code(), refused.sentence(), requestId.get());
        refused
            .caller()
            .ifPresentOrElse(
                caller -> refuse(request, method, caller, error, refusal),
                () -> refusal.refuse(error));
      }
    }
  }

  private void refuse(
      HttpServerRequest request, String method, Caller caller, Error error, Refusal refusal) {
    if (!ImageMethods.contains(method)) {
      refusal.refuse(error);
      return;
    }
    Refusal unlessGone =
        told -> {
          if (!request.response().closed()) {
            refusal.refuse(told);
          }
        };
    auditor.refused(
        new Arrival(
            error.getRequestId(), caller.name(), method.substring(method.lastIndexOf('/') + 1)),
        null,
        error,
        () -> unlessGone.refuse(error),
        unlessGone::refuse);
  }
}
