package dev.dermstream.gateway.routing;

import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.InferOutcome;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.v1.Error;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request and its attempts at nodes, at most two at the same time. The first attempt that is
 * answered leads, the other is cancelled, and the listener hears the leader alone. An attempt that
 * fails is followed by one at another node where the error says that this may help, nothing has
 * reached the caller, the deadline has not passed and the budget allows it; inference changes
 * nothing anywhere, so doing it twice is safe. Lives on one event loop.
 */
final class RoutedInfer implements UpstreamCall {
  private final RoutedNodes nodes;
  private final InferRequest request;
  private final CallContext context;
  private final RoutedListener listener;
  private final List<Backend> tried = new ArrayList<>(1);
  private final List<Attempt> running = new ArrayList<>(1);
  private @Nullable Attempt leader;
  private long hedgeTimer = -1;
  private boolean paused;
  private boolean over;

  RoutedInfer(
      RoutedNodes nodes, InferRequest request, CallContext context, RoutedListener listener) {
    this.nodes = nodes;
    this.request = request;
    this.context = context;
    this.listener = listener;
  }

  void begin(Backend node) {
    tried.add(node);
    Attempt attempt = new Attempt(this, nodes.lease(node));
    running.add(attempt);
    attempt.call(nodes.call(node, request, context, attempt));
    if (paused) {
      attempt.pause();
    }
  }

  void hedgeTimer(long timer) {
    hedgeTimer = timer;
  }

  /** The first attempt takes long: another runs beside it. */
  void hedge() {
    if (!over && leader == null && running.size() == 1) {
      Backend other = nodes.another(request, tried, true);
      if (other != null) {
        begin(other);
      }
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      finish();
      running.forEach(Attempt::cancel);
    }
  }

  @Override
  public void pause() {
    paused = true;
    running.forEach(Attempt::pause);
  }

  @Override
  public void resume() {
    paused = false;
    running.forEach(Attempt::resume);
  }

  /**
   * A node has fallen silent. The work is begun anew at another, if there is one and nothing has
   * reached the caller; else it stays, because the node may yet awake.
   */
  void moveFrom(Backend node) {
    Attempt silent = attemptAt(node);
    if (over || silent == null || context.deadline().remainingMillis() == 0) {
      return;
    }
    if (running.size() > 1) {
      drop(silent);
      return;
    }
    Backend next = nodes.another(request, tried, false);
    if (next != null && (leader == null || listener.restart())) {
      drop(silent);
      leader = null;
      begin(next);
    }
  }

  private @Nullable Attempt attemptAt(Backend node) {
    for (Attempt attempt : running) {
      if (attempt.isAt(node)) {
        return attempt;
      }
    }
    return null;
  }

  private void drop(Attempt attempt) {
    running.remove(attempt);
    attempt.cancel();
  }

  void encoded(Attempt attempt, Encoded encoded) {
    lead(attempt);
    listener.encoded(encoded);
  }

  void text(String piece) {
    listener.text(piece);
  }

  void ended(Attempt attempt, InferOutcome outcome) {
    lead(attempt);
    finish();
    listener.ended(outcome);
  }

  void failed(Attempt attempt, Error error) {
    running.remove(attempt);
    if (over || !running.isEmpty()) {
      // The other attempt goes on.
      return;
    }
    Backend next = next(error);
    if (next == null) {
      finish();
      listener.ended(new InferOutcome.Failed(error));
    } else {
      leader = null;
      begin(next);
    }
  }

  private @Nullable Backend next(Error error) {
    if (!error.getRetryable() || context.deadline().remainingMillis() == 0) {
      return null;
    }
    boolean nothingHeard = leader == null;
    if (!nothingHeard && !listener.restart()) {
      return null;
    }
    return nodes.another(request, tried, false);
  }

  private void lead(Attempt attempt) {
    if (leader != attempt) {
      leader = attempt;
      nodes.cancelTimer(hedgeTimer);
      for (Attempt other : running) {
        if (other != attempt) {
          other.cancel();
        }
      }
      running.removeIf(other -> other != attempt);
    }
  }

  private void finish() {
    over = true;
    nodes.ended(this);
    nodes.cancelTimer(hedgeTimer);
  }
}
