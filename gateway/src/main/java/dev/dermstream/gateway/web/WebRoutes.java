package dev.dermstream.gateway.web;

import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.batch.BatchJobs;
import dev.dermstream.gateway.screening.Guard;
import dev.dermstream.gateway.screening.ScreeningMethods;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of the HTTP door, for one event loop. Paths are taken as they stand. */
public final class WebRoutes implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(WebRoutes.class);

  /** Where the files that are served lie on the class path. */
  private static final String FILES = "web";

  /** The console is one page; its parts have addresses that a person can remember. */
  private static final Map<String, String> MOVED =
      Map.of(
          "/", "/console/",
          "/console", "/console/",
          "/console/cluster", "/console/#cluster",
          "/console/batch", "/console/#batch");

  private static final Pattern GRPC_METHOD =
      Pattern.compile("/[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)+/[^/]+");

  private static final String SERVICE = ScreeningServiceGrpc.SERVICE_NAME;

  /** Whoever may ask for the gateway's health by gRPC may by HTTP. */
  private static final String HEALTH = "grpc.health.v1.Health/Check";

  private static final String STATUS = ClusterServiceGrpc.SERVICE_NAME + "/GetStatus";

  private final Map<String, Route> routes;
  private final BatchRoutes batch;
  private final Guard guard;
  private final WebFiles files;
  private final BooleanSupplier ready;
  private final Supplier<ClusterStatus> cluster;

  /**
   * @param jobs of batch screening, where a worker is configured
   * @param guard asked before anything of a request's content is read
   * @param maxBodyBytes largest body taken
   * @param ready whether requests can be served now
   * @param cluster the servers that the gateway knows, as it sees them now
   */
  public WebRoutes(
      Vertx vertx,
      ScreeningMethods methods,
      Optional<BatchJobs> jobs,
      Guard guard,
      int maxBodyBytes,
      BooleanSupplier ready,
      Supplier<ClusterStatus> cluster) {
    ScreeningRoutes screening = new ScreeningRoutes(vertx, methods, guard, maxBodyBytes);
    ReleaseRoutes release = new ReleaseRoutes(methods);
    this.batch = new BatchRoutes(methods, jobs);
    this.guard = guard;
    this.files = new WebFiles(vertx, FILES);
    this.ready = ready;
    this.cluster = cluster;
    this.routes =
        Map.of(
            "/v1/screen",
                new Route(Set.of(HttpMethod.POST), SERVICE + "/Screen", screening::screen),
            "/v1/ask", new Route(Set.of(HttpMethod.POST), SERVICE + "/Ask", screening::ask),
            "/v1/embed", new Route(Set.of(HttpMethod.POST), SERVICE + "/Embed", screening::embed),
            "/v1/rank", new Route(Set.of(HttpMethod.POST), SERVICE + "/Rank", screening::rank),
            "/v1/release", new Route(Route.READING, SERVICE + "/GetRelease", release::release),
            "/v1/profiles", new Route(Route.READING, SERVICE + "/GetRelease", release::profiles),
            "/v1/cluster", new Route(Route.READING, STATUS, this::cluster),
            "/livez", new Route(Route.READING, HEALTH, WebRoutes::alive),
            "/readyz", new Route(Route.READING, HEALTH, this::ready));
  }

  @Override
  public void handle(HttpServerRequest request) {
    Exchange exchange = Exchange.of(request);
    guarded(exchange, this::route);
  }

  /** What the work throws is answered, whenever it runs. */
  private static void guarded(Exchange exchange, Consumer<Exchange> work) {
    try {
      work.accept(exchange);
    } catch (RuntimeException e) {
      Error error = StatusMapping.toError(e, exchange.requestId());
      if (HttpStatus.of(error) == HttpStatus.INTERNAL_SERVER_ERROR) {
        LOG.error("Request {} failed", exchange.requestId(), e);
      }
      if (!exchange.response().headWritten()) {
        exchange.fail(error);
      } else if (!exchange.response().ended()) {
        // A half answer must not look like a whole one.
        exchange.response().reset();
      }
    }
  }

  private void route(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    String path = String.valueOf(request.path());
    Route route = Optional.ofNullable(routes.get(path)).or(() -> batch.at(path)).orElse(null);
    if (MOVED.containsKey(path) && Route.READING.contains(request.method())) {
      exchange.redirect(String.valueOf(MOVED.get(path)));
    } else if (route == null && Route.READING.contains(request.method())) {
      files.serve(exchange, () -> refusePath(exchange));
    } else if (route == null) {
      refusePath(exchange);
    } else if (!route.methods().contains(request.method())) {
      exchange
          .response()
          .putHeader(
              "allow",
              String.join(", ", route.methods().stream().map(HttpMethod::name).sorted().toList()));
      exchange.refuse(HttpStatus.METHOD_NOT_ALLOWED, "The address takes another method.");
    } else {
      guard.pass(
          request,
          route.grpcMethod(),
          exchange::requestId,
          passed -> guarded(exchange, route.work()),
          error -> exchange.fail(StatusMapping.toStatus(error)));
    }
  }

  private static void refusePath(Exchange exchange) {
    if (GRPC_METHOD.matcher(String.valueOf(exchange.request().path())).matches()) {
      exchange.refuse(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "Methods of gRPC take application/grpc, application/grpc-web and their protobuf forms.");
    } else {
      exchange.refuse(HttpStatus.NOT_FOUND, "Nothing is at this address.");
    }
  }

  private void cluster(Exchange exchange) {
    exchange.send(HttpStatus.OK, MediaType.JSON, Buffer.buffer(ProtoJson.print(cluster.get())));
  }

  private static void alive(Exchange exchange) {
    exchange.send(HttpStatus.OK, MediaType.TEXT, Buffer.buffer("alive\n"));
  }

  private void ready(Exchange exchange) {
    boolean serving = ready.getAsBoolean();
    exchange.send(
        serving ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        MediaType.TEXT,
        Buffer.buffer(serving ? "ready\n" : "not ready\n"));
  }
}
