package dev.dermstream.gateway.routing;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.InferOutcome;
import dev.dermstream.gateway.upstream.NodeClient;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.node.v1.DescribeResponse;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Lane;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a cluster as if they were one: each request goes to one that fits, and to another if
 * that one fails, or falls silent, before anything has reached the caller. Lives on one event loop.
 */
public final class RoutedNodes {
  private static final String ROLE = "node";

  private final Vertx vertx;
  private final NodeClient client;
  private final Routing routing;
  private final PowerOfTwo choice;
  private final Set<RoutedInfer> running = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<RoutedDescribe> asking = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param routing what all event loops share
   * @param random for the draws of this event loop
   */
  public RoutedNodes(Vertx vertx, NodeClient client, Routing routing, RandomGenerator random) {
    this.vertx = vertx;
    this.client = client;
    this.routing = routing;
    this.choice = new PowerOfTwo(random);
    Context eventLoop = vertx.getOrCreateContext();
    routing.fleet().onSilence(node -> eventLoop.runOnContext(nothing -> abandon(node)));
  }

  /** Sends the request; a node that cannot be found is an outcome. */
  public UpstreamCall infer(InferRequest request, CallContext context, RoutedListener listener) {
    routing.budget().requested();
    RoutedInfer infer = new RoutedInfer(this, request, context, listener);
    Backend first = choice.choose(candidates(request), System.nanoTime());
    if (first == null) {
      listener.ended(new InferOutcome.Failed(nobody(context.requestId())));
    } else {
      running.add(infer);
      infer.begin(first);
      hedgeLater(request, infer);
    }
    return infer;
  }

  /**
   * Asks one of the nodes what it serves, and others if that one cannot say. Exactly one of both
   * hears the end, unless the call is cancelled; a node that cannot be found is a failure.
   *
   * @return cancels the call; without effect once it has ended
   */
  public Runnable describe(
      CallContext context, Consumer<DescribeResponse> described, Consumer<Error> failed) {
    routing.budget().requested();
    Backend first = choice.choose(ofAnyProfile(), System.nanoTime());
    if (first == null) {
      failed.accept(nobody(context.requestId()));
      return () -> {};
    }
    RoutedDescribe describe = new RoutedDescribe(this, context, described, failed);
    asking.add(describe);
    describe.begin(first);
    return describe::cancel;
  }

  /** A place at a node for a call that this class does not make; null if there is none. */
  public @Nullable Lease lease() {
    Backend node = choice.choose(ofAnyProfile(), System.nanoTime());
    return node == null ? null : new Lease(routing.fleet(), node);
  }

  /** How many nodes are known, whether they serve now or not. */
  public int count() {
    return routing.fleet().nodes();
  }

  UpstreamCall call(Backend node, InferRequest request, CallContext context, Attempt attempt) {
    // Named, because a node that goes over to another release has two for a while, and an index may
    // have only one of them yet.
    String release = routing.fleet().routes().releaseOf(node);
    return client.infer(
        node.socketAddress(), request.toBuilder().setReleaseId(release).build(), context, attempt);
  }

  UpstreamCall describe(
      Backend node,
      CallContext context,
      Consumer<DescribeResponse> described,
      Consumer<Error> failed) {
    return client.describe(node.socketAddress(), context, described, failed);
  }

  Lease lease(Backend node) {
    return new Lease(routing.fleet(), node);
  }

  /**
   * A node for one attempt more, which is then paid for; null if none is left or affordable.
   *
   * @param hedge whether the attempts before are still running
   */
  @Nullable Backend another(InferRequest request, List<Backend> tried, boolean hedge) {
    return another(candidates(request), tried, hedge);
  }

  /** As the other, for a question what is served. */
  @Nullable Backend another(List<Backend> tried) {
    return another(ofAnyProfile(), tried, false);
  }

  private @Nullable Backend another(Backend[] candidates, List<Backend> tried, boolean hedge) {
    if (tried.size() >= routing.config().maxAttempts()) {
      return null;
    }
    Backend next = choice.chooseAnother(candidates, tried, System.nanoTime());
    if (next == null) {
      return null;
    }
    if (!routing.budget().spend()) {
      routing.metrics().refused(ROLE);
      return null;
    }
    if (hedge) {
      routing.metrics().hedged(ROLE);
    } else {
      routing.metrics().retried(ROLE);
    }
    return next;
  }

  void ended(RoutedInfer infer) {
    running.remove(infer);
  }

  void ended(RoutedDescribe describe) {
    asking.remove(describe);
  }

  /** What a silent node was working on is done elsewhere, where there is an elsewhere. */
  private void abandon(Backend node) {
    List.copyOf(running).forEach(each -> each.moveFrom(node));
    List.copyOf(asking).forEach(each -> each.moveFrom(node));
  }

  void cancelTimer(long timer) {
    vertx.cancelTimer(timer);
  }

  private void hedgeLater(InferRequest request, RoutedInfer infer) {
    long millis = routing.config().hedgeAfter().toMillis();
    if (millis > 0 && request.getLane() == Lane.LANE_STAT) {
      infer.hedgeTimer(vertx.setTimer(millis, id -> infer.hedge()));
    }
  }

  private Backend[] candidates(InferRequest request) {
    Routes routes = routing.fleet().routes();
    boolean alone =
        request.getEmbeddingOnly() || request.hasQuestion() || request.getLabelsCount() > 0;
    return alone ? routes.nodes(request.getProfile()) : routes.screeningNodes(request.getProfile());
  }

  private Backend[] ofAnyProfile() {
    return routing.fleet().routes().nodes("");
  }

  private static Error nobody(String requestId) {
    return StatusMapping.error(
        ErrorCode.NOT_READY,
        "No inference node that could serve this is there now; try again in a moment.",
        requestId);
  }
}
