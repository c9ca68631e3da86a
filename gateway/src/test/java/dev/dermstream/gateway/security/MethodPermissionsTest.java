package dev.dermstream.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.reflection.v1.ServerReflectionProto;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every method of the contract was decided about; a new one fails here until it is. */
class MethodPermissionsTest {
  /** Served by nodes, indexes and the PACS edge, with certificates; no gateway serves them. */
  private static final Set<String> INTERNAL =
      Set.of(
          "dermstream.node.v1.NodeService",
          "dermstream.index.v1.IndexService",
          "dermstream.pacs.v1.PacsService",
          "dermstream.batch.v1.BatchService");

  @Test
  void everyMethodOfThePublicContractIsListed() throws Exception {
    List<String> methods = methods(false);

    assertThat(methods).hasSizeGreaterThan(20);
    assertThat(methods).allSatisfy(method -> assertThat(MethodPermissions.of(method)).isPresent());
  }

  @Test
  void noInternalMethodIsListed() throws Exception {
    List<String> methods = methods(true);

    assertThat(methods).isNotEmpty();
    assertThat(methods).allSatisfy(method -> assertThat(MethodPermissions.of(method)).isEmpty());
  }

  @Test
  void healthAndReflectionAreListedInEveryMethod() {
    Stream.of(HealthProto.getDescriptor(), ServerReflectionProto.getDescriptor())
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .map(method -> method.getService().getFullName() + "/" + method.getName())
        .forEach(method -> assertThat(MethodPermissions.of(method)).as(method).isPresent());
  }

  @Test
  void whatChangesTheServerTakesTheRoleOperate() {
    Stream.of("RepositoryModelLoad", "RepositoryModelUnload", "LogSettings")
        .forEach(method ->
            assertThat(MethodPermissions.of("inference.GRPCInferenceService/" + method))
                .contains(Permission.anyOf(Role.OPERATE)));
  }

  @Test
  void jobsAreLookedAtByObserversAndMovedByOperators() {
    String jobs = "dermstream.gateway.BatchJobs/";
    Stream.of("ListJobs", "GetJob")
        .forEach(method ->
            assertThat(MethodPermissions.of(jobs + method))
                .contains(Permission.anyOf(Role.OBSERVE, Role.OPERATE)));
    Stream.of("PauseJob", "ResumeJob", "CancelJob", "RetryFailed", "GetReport")
        .forEach(method ->
            assertThat(MethodPermissions.of(jobs + method))
                .contains(Permission.anyOf(Role.OPERATE)));
  }

  /** Of every service that the proto module generates, found by its classes. */
  private static List<String> methods(boolean internal) throws Exception {
    List<String> methods = new ArrayList<>();
    for (String name : generatedServices()) {
      ServiceDescriptor service =
          (ServiceDescriptor) Class.forName(name).getMethod("getServiceDescriptor").invoke(null);
      if (INTERNAL.contains(service.getName()) == internal) {
        service.getMethods().stream()
            .map(MethodDescriptor::getFullMethodName)
            .forEach(methods::add);
      }
    }
    return methods;
  }

  private static List<String> generatedServices() throws Exception {
    Path home =
        Path.of(
            ScreeningServiceGrpc.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(home)) {
      return classes(home);
    }
    try (FileSystem jar = FileSystems.newFileSystem(home)) {
      return classes(jar.getPath("/"));
    }
  }

  private static List<String> classes(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString().replace('/', '.'))
          .filter(name -> name.endsWith("Grpc.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .toList();
    }
  }
}
