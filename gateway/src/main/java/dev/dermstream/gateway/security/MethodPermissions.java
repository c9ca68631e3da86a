package dev.dermstream.gateway.security;

import static dev.dermstream.gateway.security.Role.ASK;
import static dev.dermstream.gateway.security.Role.OBSERVE;
import static dev.dermstream.gateway.security.Role.OPERATE;
import static dev.dermstream.gateway.security.Role.SCREEN;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What every method of the gateway asks of its caller. A method that is not listed here is refused
 * to everybody, so that a new one is closed until somebody decides about it.
 */
final class MethodPermissions {
  private static final Permission OPEN = new Permission.Open();
  private static final Permission ANY_ROLE = Permission.anyOf(Role.values());
  private static final Map<String, Permission> TABLE = table();

  private MethodPermissions() {}

  /**
   * @param method for example {@code dermstream.v1.ScreeningService/Screen}
   */
  static Optional<Permission> of(String method) {
    return Optional.ofNullable(TABLE.get(method));
  }

  private static Map<String, Permission> table() {
    Map<String, Permission> table = new HashMap<>();
    put(
        table,
        "dermstream.v1.ScreeningService",
        Permission.anyOf(SCREEN),
        "Screen",
        "ScreenStream",
        "Embed");
    put(table, "dermstream.v1.ScreeningService", Permission.anyOf(ASK), "Ask", "Rank");
    put(table, "dermstream.v1.ScreeningService", ANY_ROLE, "GetRelease");

    String oip = "inference.GRPCInferenceService";
    put(table, oip, ANY_ROLE, "ServerLive", "ServerReady", "ModelReady");
    put(table, oip, ANY_ROLE, "ServerMetadata", "ModelMetadata");
    // A profile that is called this way writes reports and answers questions alike.
    put(table, oip, Permission.allOf(SCREEN, ASK), "ModelInfer", "ModelStreamInfer");
    Permission look = Permission.anyOf(OBSERVE, OPERATE);
    put(table, oip, look, "ModelConfig", "ModelStatistics", "RepositoryIndex");
    put(table, oip, look, "SystemSharedMemoryStatus", "CudaSharedMemoryStatus");
    Permission change = Permission.anyOf(OPERATE);
    put(table, oip, change, "RepositoryModelLoad", "RepositoryModelUnload");
    put(table, oip, change, "SystemSharedMemoryRegister", "SystemSharedMemoryUnregister");
    put(table, oip, change, "CudaSharedMemoryRegister", "CudaSharedMemoryUnregister");
    // These two read or set, by the content of the request.
    put(table, oip, change, "TraceSetting", "LogSettings");

    put(
        table,
        "dermstream.cluster.v1.ClusterService",
        Permission.anyOf(OBSERVE),
        "Describe",
        "GetStatus");

    // Paths of the HTTP door, called by names that no gRPC service has. A report shows patients'
    // pictures, so looking at the cluster is not enough for it.
    String jobs = "dermstream.gateway.BatchJobs";
    put(table, jobs, look, "ListJobs", "GetJob");
    put(table, jobs, change, "PauseJob", "ResumeJob", "CancelJob", "RetryFailed", "GetReport");

    // Load balancers and orchestrators have no tokens; it says no more than "serving".
    put(table, "grpc.health.v1.Health", OPEN, "Check", "List", "Watch");
    put(table, "grpc.reflection.v1.ServerReflection", ANY_ROLE, "ServerReflectionInfo");
    put(table, "grpc.reflection.v1alpha.ServerReflection", ANY_ROLE, "ServerReflectionInfo");
    return Map.copyOf(table);
  }

  private static void put(
      Map<String, Permission> table, String service, Permission permission, String... methods) {
    for (String method : methods) {
      table.put(service + "/" + method, permission);
    }
  }
}
