package dev.dermstream.gateway.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import dev.dermstream.cluster.v1.Cluster;
import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.cluster.v1.DescribeRequest;
import dev.dermstream.cluster.v1.GetStatusRequest;
import dev.dermstream.cluster.v1.ServerDescription;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.Service;
import java.util.function.Supplier;

/** Binds {@code dermstream.cluster.v1.ClusterService}: what the gateway is, and whom it knows. */
final class ClusterAdmin {
  static final ServiceName NAME = ServiceName.create(ClusterServiceGrpc.SERVICE_NAME);

  private ClusterAdmin() {}

  static Service create(Supplier<ServerDescription> self, Supplier<ClusterStatus> status) {
    ServiceDescriptor descriptor = Cluster.getDescriptor().findServiceByName(NAME.name());
    return Service.service(NAME, descriptor)
        .bind(
            ClusterAdmin.<DescribeRequest, ServerDescription>method(
                "Describe", DescribeRequest.getDefaultInstance()),
            request -> request.handler(nothing -> request.response().end(self.get())))
        .bind(
            ClusterAdmin.<GetStatusRequest, ClusterStatus>method(
                "GetStatus", GetStatusRequest.getDefaultInstance()),
            request -> request.handler(nothing -> request.response().end(status.get())))
        .build();
  }

  private static <Q extends Message, A extends Message> ServiceMethod<Q, A> method(
      String name, Q request) {
    return ServiceMethod.server(
        NAME, name, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(request));
  }
}
