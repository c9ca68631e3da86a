package dev.dermstream.gateway.screening;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.gateway.security.Caller;
import dev.dermstream.gateway.security.Gatekeeper;
import dev.dermstream.gateway.security.Verdict;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;

/**
 * Lets a request of one event loop through the entrance once the gatekeeper has decided for it. Its
 * content waits at the transport meanwhile; nothing of it is read before.
 */
public final class Guard {
  private static final String AUTHORIZATION = "authorization";

  private final Context eventLoop;
  private final Gatekeeper gatekeeper;
  private final Entrance entrance;

  /** What a door does with a request that may not pass. */
  public interface Refusal {
    /**
     * @param sentence for the caller
     */
    void refuse(ErrorCode code, String sentence);
  }

  public Guard(Context eventLoop, Gatekeeper gatekeeper, Entrance entrance) {
    this.eventLoop = eventLoop;
    this.gatekeeper = gatekeeper;
    this.entrance = entrance;
  }

  /**
   * @param method that the request calls, as gRPC names it, by whatever door it came
   * @param door opens the call before it returns
   */
  public void pass(
      HttpServerRequest request, String method, Handler<HttpServerRequest> door, Refusal refusal) {
    CompletableFuture<Verdict> verdict =
        gatekeeper.decide(method, request.getHeader(AUTHORIZATION));
    if (verdict.isDone()) {
      act(verdict.join(), request, method, door, refusal);
      return;
    }
    request.pause();
    Future.fromCompletionStage(verdict, eventLoop)
        .onSuccess(decided -> {
          // The caller may have gone meanwhile.
          if (!request.response().closed()) {
            act(decided, request, method, door, refusal);
            request.resume();
          }
        });
  }

  private void act(
      Verdict verdict,
      HttpServerRequest request,
      String method,
      Handler<HttpServerRequest> door,
      Refusal refusal) {
    switch (verdict) {
      case Verdict.Admitted(Caller caller) -> entrance.pass(request, method, caller, door);
      case Verdict.Refused(ErrorCode code, String sentence) -> refusal.refuse(code, sentence);
    }
  }
}
