package dev.dermstream.gateway.oip;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.dermstream.gateway.audit.Auditor;
import dev.dermstream.gateway.routing.RoutedNodes;
import dev.dermstream.gateway.screening.Admissions;
import dev.dermstream.gateway.screening.DrainGate;
import dev.dermstream.gateway.screening.Entrance;
import dev.dermstream.gateway.screening.ScreeningLimits;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.OpenInference;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;
import java.util.Set;

/** Binds {@code inference.GRPCInferenceService} for one event loop; every call goes to a node. */
public final class OipService {
  private static final ServiceName NAME = ServiceName.create(GRPCInferenceServiceGrpc.SERVICE_NAME);

  /** What changes which models a node serves. */
  private static final Set<String> CONTROL = Set.of("RepositoryModelLoad", "RepositoryModelUnload");

  private final Vertx vertx;
  private final GrpcClient client;
  private final RoutedNodes nodes;
  private final ScreeningLimits limits;
  private final OipConfig config;
  private final StageMetrics metrics;
  private final DrainGate gate;
  private final Entrance entrance;
  private final Admissions admissions;
  private final Auditor auditor;

  private OipService(
      Vertx vertx,
      GrpcClient client,
      RoutedNodes nodes,
      ScreeningLimits limits,
      OipConfig config,
      StageMetrics metrics,
      DrainGate gate,
      Entrance entrance,
      Admissions admissions,
      Auditor auditor) {
    this.vertx = vertx;
    this.client = client;
    this.nodes = nodes;
    this.limits = limits;
    this.config = config;
    this.metrics = metrics;
    this.gate = gate;
    this.entrance = entrance;
    this.admissions = admissions;
    this.auditor = auditor;
  }

  /**
   * A service to add to a server; calls pass {@code gate} until it drains and come by {@code
   * entrance}.
   */
  public static Service create(
      Vertx vertx,
      GrpcClient client,
      RoutedNodes nodes,
      ScreeningLimits limits,
      OipConfig config,
      StageMetrics metrics,
      DrainGate gate,
      Entrance entrance,
      Admissions admissions,
      Auditor auditor) {
    return new OipService(
            vertx, client, nodes, limits, config, metrics, gate, entrance, admissions, auditor)
        .bind();
  }

  private Service bind() {
    ServiceDescriptor descriptor = OpenInference.getDescriptor().findServiceByName(NAME.name());
    ServiceBuilder service = Service.service(NAME, descriptor);
    for (MethodDescriptor method : descriptor.getMethods()) {
      String name = method.getName();
      service.bind(
          ServiceMethod.server(
              NAME, name, GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY),
          request -> pass(method, request));
    }
    return service.build();
  }

  private void pass(MethodDescriptor method, GrpcServerRequest<Buffer, Buffer> request) {
    Passage passage =
        Passage.open(vertx, request, limits, metrics, gate, entrance, admissions, auditor, method);
    if (CONTROL.contains(method.getName()) && !config.modelControl()) {
      passage.forbid("This gateway lets nobody load or unload models.");
      return;
    }
    if (CONTROL.contains(method.getName()) && nodes.count() > 1) {
      passage.forbid(
          "Behind this gateway are several nodes; load and unload models at each node's own port.");
      return;
    }
    passage.start(
        client,
        nodes,
        ServiceMethod.client(
            NAME, method.getName(), GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY));
  }
}
