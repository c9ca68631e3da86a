package dev.dermstream.gateway.routing;

import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.node.v1.DescribeResponse;
import dev.dermstream.v1.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The question what is served, put to one node after another until one answers: after a failure
 * that may not be one elsewhere, and away from a node that falls silent. Lives on one event loop.
 */
final class RoutedDescribe {
  private final RoutedNodes nodes;
  private final CallContext context;
  private final Consumer<DescribeResponse> described;
  private final Consumer<Error> failed;
  private final List<Backend> tried = new ArrayList<>(1);
  private @Nullable Lease lease;
  private @Nullable UpstreamCall call;

  RoutedDescribe(
      RoutedNodes nodes,
      CallContext context,
      Consumer<DescribeResponse> described,
      Consumer<Error> failed) {
    this.nodes = nodes;
    this.context = context;
    this.described = described;
    this.failed = failed;
  }

  void begin(Backend node) {
    tried.add(node);
    Lease leased = nodes.lease(node);
    lease = leased;
    call = null;
    UpstreamCall begun =
        nodes.describe(
            node, context, answer -> answered(leased, answer), error -> failed(leased, error));
    if (lease == leased) {
      call = begun;
    }
  }

  /** Nothing is heard any more; without effect after the end. */
  void cancel() {
    if (lease != null) {
      nodes.ended(this);
      drop();
    }
  }

  /** The node is silent: another is asked, if there is one. */
  void moveFrom(Backend node) {
    if (lease == null || !lease.backend().equals(node) || isTooLate()) {
      return;
    }
    Backend next = nodes.another(tried);
    if (next != null) {
      drop();
      begin(next);
    }
  }

  private void answered(Lease leased, DescribeResponse answer) {
    if (lease != leased) {
      return;
    }
    leased.answered();
    end();
    described.accept(answer);
  }

  private void failed(Lease leased, Error error) {
    if (lease != leased) {
      return;
    }
    leased.close();
    leased.failed(error);
    Backend next = error.getRetryable() && !isTooLate() ? nodes.another(tried) : null;
    if (next == null) {
      end();
      failed.accept(error);
    } else {
      begin(next);
    }
  }

  private boolean isTooLate() {
    return context.deadline().remainingMillis() == 0;
  }

  private void drop() {
    UpstreamCall dropped = call;
    end();
    if (dropped != null) {
      dropped.cancel();
    }
  }

  private void end() {
    nodes.ended(this);
    if (lease != null) {
      lease.close();
    }
    lease = null;
    call = null;
  }
}
