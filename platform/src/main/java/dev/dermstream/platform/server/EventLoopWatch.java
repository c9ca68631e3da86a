package dev.dermstream.platform.server;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows since when each thread of the network has been inside a service. Services only check a
 * request there and hand it on, which takes microseconds; one that has not come back after this
 * long never will, and its connections are dead. Thread-safe.
 */
final class EventLoopWatch implements ServerInterceptor {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private final Map<Thread, Long> inside = new ConcurrentHashMap<>();
  private final long limitNanos;

  EventLoopWatch() {
    this(LIMIT);
  }

  EventLoopWatch(Duration limit) {
    limitNanos = limit.toNanos();
  }

  /** Whether a thread has been inside for longer than the limit. */
  boolean isStuck() {
    long now = System.nanoTime();
    return inside.values().stream().anyMatch(begun -> now - begun > limitNanos);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onMessage(Q message) {
        watched(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        watched(super::onHalfClose);
      }

      @Override
      public void onCancel() {
        watched(super::onCancel);
      }

      @Override
      public void onReady() {
        watched(super::onReady);
      }
    };
  }

  private void watched(Runnable step) {
    Thread thread = Thread.currentThread();
    inside.put(thread, System.nanoTime());
    try {
      step.run();
    } finally {
      inside.remove(thread);
    }
  }
}
