package dev.dermstream.gateway.batch;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.screening.InboundCall;
import dev.dermstream.gateway.upstream.StreamListener;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.v1.Error;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call to the worker on behalf of a caller, with its place. For one event loop. */
final class Relay<A> implements StreamListener<A> {
  /** To a caller they would say something of the caller; a worker never says them. */
  private static final Set<String> NOT_OF_A_WORKER =
      Set.of(
          ErrorCode.UNAUTHENTICATED.name(),
          ErrorCode.PERMISSION_DENIED.name(),
          ErrorCode.UNSUPPORTED_ENCODING.name());

  private final InboundCall<A> call;
  private final Places.Place place;
  private @Nullable UpstreamCall worker;

  Relay(InboundCall<A> call, Places.Place place) {
    this.call = call;
    this.place = place;
    call.onStop(this::stop);
    call.onDecongested(this::resume);
  }

  /** The call that has begun; it may have failed already. */
  void follow(UpstreamCall begun) {
    worker = begun;
  }

  @Override
  public void message(A piece) {
    call.write(piece);
    if (call.isCongested() && worker != null) {
      worker.pause();
    }
  }

  @Override
  public void completed() {
    place.close();
    call.end();
  }

  /** The one answer. */
  void completed(A answer) {
    place.close();
    call.end(answer);
  }

  @Override
  public void failed(Error error) {
    place.close();
    call.fail(
        NOT_OF_A_WORKER.contains(error.getCode())
            ? StatusMapping.error(
                ErrorCode.INTERNAL,
                "What answers at dermstream.gateway.batch.address is no batch worker.",
                call.requestId())
            : error.toBuilder().setRequestId(call.requestId()).build());
  }

  private void stop() {
    place.close();
    if (worker != null) {
      worker.cancel();
    }
  }

  private void resume() {
    if (worker != null) {
      worker.resume();
    }
  }
}
