package dev.dermstream.gateway.audit;

import io.vertx.grpc.server.GrpcServerRequest;

/** Tells who is asking. */
@FunctionalInterface
public interface Subjects {
  /** Where nobody has to say who they are. */
  Subjects ANONYMOUS = request -> "anonymous";

  /**
   * The authenticated subject of a call. It is written to the audit as it stands, so it names an
   * account, never a patient.
   */
  String of(GrpcServerRequest<?, ?> request);
}
