package dev.dermstream.gateway.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthListRequest;
import io.vertx.grpc.health.v1.HealthListResponse;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gRPC health protocol for one event loop: the server as a whole (the empty name) and its
 * services serve exactly while the {@link ServingState} says so.
 *
 * <p>Written here because the health service of Vert.x 5.0.7 always calls the whole server serving,
 * repeats the status of every watch whether it changed or not, and keeps writing to watchers that
 * have gone.
 */
final class HealthService implements Service {
  private static final Logger log = LoggerFactory.getLogger(HealthService.class);
  private static final ServiceName NAME = ServiceName.create("grpc.health.v1.Health");

  private final ServingState state;
  private final Set<String> names;
  private final List<Watcher> watchers = new ArrayList<>();

  /**
   * @param names the full names of the services to answer for, besides the whole server
   * @param eventLoop where the service's calls live
   */
  HealthService(ServingState state, Set<String> names, Context eventLoop) {
    this.state = state;
    this.names = Set.copyOf(names);
    state.onChange(() -> eventLoop.runOnContext(nothing -> tellWatchers()));
  }

  @Override
  public ServiceName name() {
    return NAME;
  }

  @Override
  public ServiceDescriptor descriptor() {
    return HealthProto.getDescriptor().findServiceByName(NAME.name());
  }

  @Override
  public void bind(GrpcServer server) {
    server.callHandler(method("Check", HealthCheckRequest.getDefaultInstance()), this::check);
    server.callHandler(method("List", HealthListRequest.getDefaultInstance()), this::list);
    server.callHandler(method("Watch", HealthCheckRequest.getDefaultInstance()), this::watch);
  }

  private void check(GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> request) {
    onFirst(
        request,
        check -> {
          ServingStatus status = status(check.getService());
          if (status == ServingStatus.SERVICE_UNKNOWN) {
            request.response().status(GrpcStatus.NOT_FOUND);
            request.response().statusMessage("No service of that name is here.").end();
          } else {
            request.response().end(response(status));
          }
        });
  }

  private void list(GrpcServerRequest<HealthListRequest, HealthListResponse> request) {
    onFirst(
        request,
        nothing -> {
          HealthListResponse.Builder list = HealthListResponse.newBuilder();
          list.putStatuses("", response(status("")));
          names.forEach(name -> list.putStatuses(name, response(status(name))));
          request.response().end(list.build());
        });
  }

  private void watch(GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> request) {
    Watcher watcher = new Watcher(request);
    request.errorHandler(error -> watcher.leave());
    request.exceptionHandler(failure -> watcher.leave());
    request.response().exceptionHandler(failure -> watcher.leave());
    onFirst(request, check -> watcher.begin(check.getService()));
  }

  /** A caller that sends more than the one message is not heard again. */
  private static <Q> void onFirst(GrpcServerRequest<Q, ?> request, Consumer<Q> answer) {
    request.handler(
        new Handler<>() {
          private boolean asked;

          @Override
          public void handle(Q message) {
            if (!asked) {
              asked = true;
              answer.accept(message);
            }
          }
        });
  }

  private void tellWatchers() {
    List.copyOf(watchers).forEach(Watcher::tell);
  }

  private ServingStatus status(String name) {
    if (!name.isEmpty() && !names.contains(name)) {
      return ServingStatus.SERVICE_UNKNOWN;
    }
    return state.isServing() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  private static <Q extends Message, A extends Message> ServiceMethod<Q, A> method(
      String name, Q request) {
    return ServiceMethod.server(
        NAME, name, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(request));
  }

  /** Hears a status only when it is another than the last. */
  private final class Watcher {
    private final GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> request;
    private String name = "";
    private ServingStatus last = ServingStatus.UNKNOWN;
    private boolean gone;

    Watcher(GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> request) {
      this.request = request;
    }

    void begin(String service) {
      name = service;
      if (!gone) {
        watchers.add(this);
        tell();
      }
    }

    void leave() {
      gone = true;
      watchers.remove(this);
    }

    void tell() {
      ServingStatus now = status(name);
      if (now == last || gone) {
        return;
      }
      last = now;
      try {
        request.response().write(response(now)).onFailure(failure -> leave());
      } catch (IllegalStateException e) {
        // The server ends calls by itself, over a broken message for example, and tells nobody.
        log.debug("A watch of the health had ended: {}", e.getMessage());
        leave();
      }
    }
  }
}
