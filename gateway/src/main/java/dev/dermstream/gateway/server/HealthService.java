package dev.dermstream.gateway.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.vertx.core.Context;
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

/**
 * The gRPC health protocol for one event loop: the server as a whole (the empty name) and its
 * services serve exactly while the {@link ServingState} says so.
 *
 * <p>Written here because the health service of Vert.x 5.0.7 always calls the whole server serving,
 * repeats the status of every watch whether it changed or not, and keeps writing to watchers that
 * have gone.
 */
final class HealthService implements Service {
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
    request.handler(check -> {
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
    request.handler(nothing -> {
      HealthListResponse.Builder list = HealthListResponse.newBuilder();
      list.putStatuses("", response(status("")));
      names.forEach(name -> list.putStatuses(name, response(status(name))));
      request.response().end(list.build());
    });
  }

  private void watch(GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> request) {
    request.handler(check -> {
      Watcher watcher = new Watcher(request, check.getService());
      request.errorHandler(error -> watchers.remove(watcher));
      request.exceptionHandler(failure -> watchers.remove(watcher));
      watchers.add(watcher);
      watcher.tell();
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
    private final String name;
    private ServingStatus last = ServingStatus.UNKNOWN;

    Watcher(GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> request, String name) {
      this.request = request;
      this.name = name;
    }

    void tell() {
      ServingStatus now = status(name);
      if (now != last) {
        last = now;
        request.response().write(response(now));
      }
    }
  }
}
