package dev.dermstream.gateway.routing;

import dev.dermstream.gateway.upstream.InferListener;
import dev.dermstream.gateway.upstream.InferOutcome;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.node.v1.Encoded;
import org.jspecify.annotations.Nullable;

/** One node's work on a request of which there may be several. Lives on one event loop. */
final class Attempt implements InferListener {
  private final RoutedInfer request;
  private final Lease lease;
  private @Nullable UpstreamCall call;
  private boolean over;

  Attempt(RoutedInfer request, Lease lease) {
    this.request = request;
    this.lease = lease;
  }

  void call(UpstreamCall call) {
    this.call = call;
  }

  boolean isAt(Backend node) {
    return lease.backend() == node;
  }

  void cancel() {
    over = true;
    lease.close();
    if (call != null) {
      call.cancel();
    }
  }

  void pause() {
    if (call != null) {
      call.pause();
    }
  }

  void resume() {
    if (call != null) {
      call.resume();
    }
  }

  @Override
  public void encoded(Encoded encoded) {
    if (!over) {
      lease.answered();
      request.encoded(this, encoded);
    }
  }

  @Override
  public void text(String piece) {
    if (!over) {
      request.text(piece);
    }
  }

  @Override
  public void ended(InferOutcome outcome) {
    if (over) {
      return;
    }
    over = true;
    lease.close();
    if (outcome instanceof InferOutcome.Failed(var error)) {
      lease.failed(error);
      request.failed(this, error);
    } else {
      request.ended(this, outcome);
    }
  }
}
