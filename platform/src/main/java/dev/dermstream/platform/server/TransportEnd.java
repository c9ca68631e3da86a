package dev.dermstream.platform.server;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/**
 * How the transport ended a call. grpc-java refuses a message by the size that it announces, before
 * any interceptor sees it, and tells its listener no more than that the call was cancelled.
 * Thread-safe.
 */
final class TransportEnd extends ServerStreamTracer {
  /** Watches every call of a server. */
  static final Factory FACTORY =
      new Factory() {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
          return new TransportEnd();
        }
      };

  private static final Context.Key<TransportEnd> KEY =
      Context.keyWithDefault("dermstream-transport-end", new TransportEnd());

  private volatile Status status = Status.OK;

  private TransportEnd() {}

  /** That of the call in whose context this runs. */
  static TransportEnd current() {
    return KEY.get();
  }

  /** True once a message was refused for its size. */
  boolean isOverTheLimit() {
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED;
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  @Override
  public void streamClosed(Status ended) {
    status = ended;
  }
}
