package dev.dermstream.gateway.routing;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.ClassifyListener;
import dev.dermstream.gateway.upstream.IndexClient;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.v1.Error;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of a cluster as if they were one: an embedding goes to one of the release whose node
 * made it, and to another of that release if the first fails or falls silent. An answer of any
 * other release is never passed on. Lives on one event loop.
 */
public final class RoutedIndexes {
  private static final String ROLE = "index";

  private final IndexClient client;
  private final Routing routing;
  private final PowerOfTwo choice;
  private final Set<Classify> running = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param routing what all event loops share
   * @param random for the draws of this event loop
   */
  public RoutedIndexes(Vertx vertx, IndexClient client, Routing routing, RandomGenerator random) {
    this.client = client;
    this.routing = routing;
    this.choice = new PowerOfTwo(random);
    Context eventLoop = vertx.getOrCreateContext();
    routing.fleet().onSilence(index -> eventLoop.runOnContext(nothing -> abandon(index)));
  }

  /**
   * Sends the request.
   *
   * @param release that of the node that made the embedding
   */
  public UpstreamCall classify(
      String release, ClassifyRequest request, CallContext context, ClassifyListener listener) {
    Classify classify = new Classify(release, request, context, listener);
    Backend first = choice.choose(routing.fleet().routes().indexes(release), System.nanoTime());
    if (first == null) {
      listener.failed(nobody(context.requestId()));
    } else {
      running.add(classify);
      classify.begin(first);
    }
    return classify;
  }

  /** What a silent index was asked is asked elsewhere, where there is an elsewhere. */
  private void abandon(Backend index) {
    List.copyOf(running).forEach(each -> each.moveFrom(index));
  }

  private static Error nobody(String requestId) {
    return StatusMapping.error(
        ErrorCode.NOT_READY,
        "No index of the node's release is there now; try again in a moment.",
        requestId);
  }

  private static Error mismatch(String requestId) {
    return StatusMapping.error(
        ErrorCode.RELEASE_MISMATCH,
        "Node and index serve different releases at the moment; try again.",
        requestId);
  }

  /** A request and its attempts, one after another. */
  private final class Classify implements UpstreamCall {
    private final String release;
    private final ClassifyRequest request;
    private final CallContext context;
    private final ClassifyListener listener;
    private final List<Backend> tried = new ArrayList<>(1);
    private @Nullable UpstreamCall call;
    private @Nullable Lease lease;
    private boolean over;

    Classify(
        String release, ClassifyRequest request, CallContext context, ClassifyListener listener) {
      this.release = release;
      this.request = request;
      this.context = context;
      this.listener = listener;
    }

    void begin(Backend index) {
      tried.add(index);
      Lease place = new Lease(routing.fleet(), index);
      lease = place;
      call = client.classify(index.socketAddress(), addressed(index), context, new Answer(place));
    }

    /** One that is not known to have the release says what it lacks in its own words. */
    private ClassifyRequest addressed(Backend index) {
      return Routes.has(index, release)
          ? request.toBuilder().setReleaseId(release).build()
          : request;
    }

    void moveFrom(Backend index) {
      if (over || lease == null || lease.backend() != index) {
        return;
      }
      Backend next = another();
      if (next != null) {
        stop();
        begin(next);
      }
    }

    @Override
    public void cancel() {
      finish();
      stop();
    }

    private void finish() {
      over = true;
      running.remove(this);
    }

    private void stop() {
      if (lease != null) {
        lease.close();
      }
      if (call != null) {
        call.cancel();
      }
    }

    @Override
    public void pause() {
      if (call != null) {
        call.pause();
      }
    }

    @Override
    public void resume() {
      if (call != null) {
        call.resume();
      }
    }

    private void failedAt(Lease place, Error error) {
      place.failed(error);
      if (over) {
        return;
      }
      Backend next = error.getRetryable() ? another() : null;
      if (next == null) {
        finish();
        listener.failed(error);
      } else {
        begin(next);
      }
    }

    private @Nullable Backend another() {
      if (tried.size() >= routing.config().maxAttempts()
          || context.deadline().remainingMillis() == 0) {
        return null;
      }
      Backend next =
          choice.chooseAnother(routing.fleet().routes().indexes(release), tried, System.nanoTime());
      if (next != null && !routing.budget().spend()) {
        routing.metrics().refused(ROLE);
        return null;
      }
      if (next != null) {
        routing.metrics().retried(ROLE);
      }
      return next;
    }

    private final class Answer implements ClassifyListener {
      private final Lease place;

      Answer(Lease place) {
        this.place = place;
      }

      @Override
      public void classified(ClassifyResponse response) {
        place.close();
        if (!response.getReleaseId().equals(release)) {
          failedAt(place, mismatch(context.requestId()));
        } else if (!over) {
          finish();
          place.answered();
          listener.classified(response);
        }
      }

      @Override
      public void failed(Error error) {
        place.close();
        failedAt(place, error);
      }
    }
  }
}
