package dev.dermstream.gateway.server;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.TextFormat;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.reflection.v1.ErrorResponse;
import io.vertx.grpc.reflection.v1.FileDescriptorResponse;
import io.vertx.grpc.reflection.v1.ListServiceResponse;
import io.vertx.grpc.reflection.v1.ServerReflectionProto;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * gRPC server reflection in both versions that clients speak; their messages are the same on the
 * wire. Lists what is on the server when asked.
 *
 * <p>Written here because the service of Vert.x 5.0.7 ends the call after one answer, where clients
 * ask several questions on one, and knows v1 only, where Debian's Python client speaks v1alpha.
 */
final class ReflectionService implements Service {
  private static final Logger log = LoggerFactory.getLogger(ReflectionService.class);
  private static final String V1 = "grpc.reflection.v1";
  private static final String V1_ALPHA = "grpc.reflection.v1alpha";
  private static final String SERVICE = "ServerReflection";

  private final ServiceName name;
  private final ServiceDescriptor descriptor;

  private ReflectionService(String packageName, FileDescriptor file) {
    this.name = ServiceName.create(packageName, SERVICE);
    this.descriptor = file.findServiceByName(SERVICE);
  }

  /** The service under both of its names. */
  static List<Service> versions() {
    return List.of(
        new ReflectionService(V1, ServerReflectionProto.getDescriptor()),
        new ReflectionService(V1_ALPHA, alpha()));
  }

  @Override
  public ServiceName name() {
    return name;
  }

  @Override
  public ServiceDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void bind(GrpcServer server) {
    ServiceMethod<ServerReflectionRequest, ServerReflectionResponse> method =
        ServiceMethod.server(
            name,
            "ServerReflectionInfo",
            GrpcMessageEncoder.encoder(),
            GrpcMessageDecoder.decoder(ServerReflectionRequest.getDefaultInstance()));
    server.callHandler(method, request -> converse(server, request));
  }

  private static void converse(
      GrpcServer server,
      GrpcServerRequest<ServerReflectionRequest, ServerReflectionResponse> request) {
    new Conversation(
            server,
            new DescriptorIndex(server.services().stream().map(Service::descriptor).toList()),
            request)
        .start();
  }

  /** One call; nothing is written once its caller has gone. */
  private static final class Conversation {
    private final GrpcServer server;
    private final DescriptorIndex index;
    private final GrpcServerRequest<ServerReflectionRequest, ServerReflectionResponse> request;
    private final GrpcServerResponse<ServerReflectionRequest, ServerReflectionResponse> response;
    private boolean over;

    Conversation(
        GrpcServer server,
        DescriptorIndex index,
        GrpcServerRequest<ServerReflectionRequest, ServerReflectionResponse> request) {
      this.server = server;
      this.index = index;
      this.request = request;
      this.response = request.response();
    }

    void start() {
      request.errorHandler(error -> over = true);
      request.exceptionHandler(failure -> over = true);
      response.exceptionHandler(failure -> over = true);
      response.drainHandler(nothing -> request.resume());
      request.handler(this::answerNext);
      request.endHandler(nothing -> end());
    }

    private void answerNext(ServerReflectionRequest question) {
      if (over) {
        return;
      }
      ServerReflectionResponse answer = answer(question, server, index);
      write(() -> response.write(answer));
      if (!over && response.writeQueueFull()) {
        request.pause();
      }
    }

    private void write(Runnable writing) {
      try {
        writing.run();
      } catch (IllegalStateException e) {
        // The server ends calls by itself, over a broken message for example, and tells nobody.
        over = true;
        log.debug("A conversation had ended: {}", e.getMessage());
      }
    }

    private void end() {
      if (!over) {
        write(response::end);
        over = true;
      }
    }
  }

  private static ServerReflectionResponse answer(
      ServerReflectionRequest question, GrpcServer server, DescriptorIndex index) {
    ServerReflectionResponse.Builder answer =
        ServerReflectionResponse.newBuilder()
            .setValidHost(question.getHost())
            .setOriginalRequest(question);
    return switch (question.getMessageRequestCase()) {
      case LIST_SERVICES -> answer.setListServicesResponse(list(server)).build();
      case FILE_BY_FILENAME -> files(index.file(question.getFileByFilename()), answer);
      case FILE_CONTAINING_SYMBOL ->
          files(index.defining(question.getFileContainingSymbol()), answer);
      // The contract is proto3 and extends nothing.
      case FILE_CONTAINING_EXTENSION, ALL_EXTENSION_NUMBERS_OF_TYPE ->
          files(Optional.empty(), answer);
      case MESSAGEREQUEST_NOT_SET ->
          error(answer, GrpcStatus.INVALID_ARGUMENT, "The question asks nothing.");
    };
  }

  private static ListServiceResponse list(GrpcServer server) {
    ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
    for (Service service : server.services()) {
      list.addService(ServiceResponse.newBuilder().setName(service.name().fullyQualifiedName()));
    }
    return list.build();
  }

  private static ServerReflectionResponse files(
      Optional<FileDescriptor> file, ServerReflectionResponse.Builder answer) {
    if (file.isEmpty()) {
      return error(answer, GrpcStatus.NOT_FOUND, "Nothing of that name is here.");
    }
    FileDescriptorResponse.Builder files = FileDescriptorResponse.newBuilder();
    DescriptorIndex.withDependencies(file.get())
        .forEach(each -> files.addFileDescriptorProto(each.toProto().toByteString()));
    return answer.setFileDescriptorResponse(files).build();
  }

  private static ServerReflectionResponse error(
      ServerReflectionResponse.Builder answer, GrpcStatus status, String sentence) {
    return answer
        .setErrorResponse(
            ErrorResponse.newBuilder().setErrorCode(status.code).setErrorMessage(sentence))
        .build();
  }

  /** The v1 file under the name of its older version. */
  private static FileDescriptor alpha() {
    FileDescriptor v1 = ServerReflectionProto.getDescriptor();
    String text =
        TextFormat.printer()
            .printToString(v1.toProto())
            .replace(V1 + ".", V1_ALPHA + ".")
            .replace("package: \"" + V1 + "\"", "package: \"" + V1_ALPHA + "\"");
    try {
      FileDescriptorProto alpha =
          TextFormat.parse(text, FileDescriptorProto.class).toBuilder()
              .setName("grpc/reflection/v1alpha/reflection.proto")
              .build();
      return FileDescriptor.buildFrom(alpha, v1.getDependencies().toArray(new FileDescriptor[0]));
    } catch (TextFormat.ParseException | DescriptorValidationException e) {
      throw new IllegalStateException("The reflection protocol cannot be renamed", e);
    }
  }
}
