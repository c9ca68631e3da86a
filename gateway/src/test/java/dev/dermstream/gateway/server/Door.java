package dev.dermstream.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.rpc.Status;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.InferTensorContents;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.oip.v2.ModelStreamInferResponse;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.ScreenStreamResponse.EventCase;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every way by which an image comes to a gateway. */
enum Door {
  GRPC("Screen"),
  GRPC_STREAM("ScreenStream"),
  GRPC_WEB("Screen"),
  GRPC_WEB_TEXT("Screen"),
  HTTP_BODY("Screen"),
  HTTP_FORM("Screen"),
  HTTP_JSON("Screen"),
  HTTP_EVENTS("Screen"),
  OPEN_INFERENCE("ModelInfer"),
  OPEN_INFERENCE_STREAM("ModelStreamInfer");

  static final String OK = "OK";
  private static final Pattern EVENT_ERROR =
      Pattern.compile("event: error\ndata: .*\"code\":\"([A-Z_]+)\"");

  /** By which the audit knows it. */
  final String method;

  Door(String method) {
    this.method = method;
  }

  /**
   * Sends an image.
   *
   * @param token empty for none
   * @param profile empty for none
   * @return {@link #OK} or the code of the error
   */
  String send(TestCluster cluster, String token, String profile, String image) throws Exception {
    Channel channel = token.isEmpty() ? cluster.channel : with(token, cluster.channel);
    ScreenRequest request = TestCluster.image(image).toBuilder().setProfile(profile).build();
    try {
      return switch (this) {
        case GRPC -> {
          ScreeningServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .screen(request);
          yield OK;
        }
        case GRPC_STREAM -> stream(channel, request);
        case GRPC_WEB, GRPC_WEB_TEXT -> web(cluster, token, request);
        case HTTP_BODY, HTTP_FORM, HTTP_JSON, HTTP_EVENTS -> http(cluster, token, request);
        case OPEN_INFERENCE -> {
          GRPCInferenceServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .modelInfer(inference(request));
          yield OK;
        }
        case OPEN_INFERENCE_STREAM -> inferenceStream(channel, inference(request));
      };
    } catch (StatusRuntimeException e) {
      return StatusMapping.toError(e, "").getCode();
    }
  }

  static ModelInferRequest inference(ScreenRequest request) {
    return ModelInferRequest.newBuilder()
        .setModelName(request.getProfile())
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("IMAGE")
                .setDatatype("BYTES")
                .addShape(1)
                .setContents(InferTensorContents.newBuilder().addBytesContents(request.getImage())))
        .build();
  }

  private static String stream(Channel channel, ScreenRequest request) throws Exception {
    Answers<ScreenStreamResponse> answers = new Answers<>();
    StreamObserver<dev.dermstream.v1.ScreenStreamRequest> images =
        ScreeningServiceGrpc.newStub(channel).screenStream(answers);
    images.onNext(
        dev.dermstream.v1.ScreenStreamRequest.newBuilder()
            .setCorrelationId("one")
            .setRequest(request)
            .build());
    images.onCompleted();
    Optional<ScreenStreamResponse> last = answers.last();
    return last.filter(event -> event.getEventCase() == EventCase.ERROR)
        .map(event -> event.getError().getCode())
        .orElse(OK);
  }

  private static String inferenceStream(Channel channel, ModelInferRequest request)
      throws Exception {
    Answers<ModelStreamInferResponse> answers = new Answers<>();
    StreamObserver<ModelInferRequest> requests =
        GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(answers);
    requests.onNext(request);
    requests.onCompleted();
    answers.last();
    return OK;
  }

  private String web(TestCluster cluster, String token, ScreenRequest request) throws Exception {
    boolean text = this == GRPC_WEB_TEXT;
    byte[] message = request.toByteArray();
    byte[] frame =
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    try (HttpCaller http = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1)) {
      HttpResponse<String> response =
          http.send(
              authorized(http.to("/dermstream.v1.ScreeningService/Screen"), token)
                  .header(
                      "content-type", text ? "application/grpc-web-text" : "application/grpc-web")
                  .POST(
                      BodyPublishers.ofByteArray(
                          text ? Base64.getEncoder().encode(frame) : frame)));
      // Without a message the trailers are the header fields.
      Optional<String> details = response.headers().firstValue("grpc-status-details-bin");
      return details.isEmpty()
          ? OK
          : StatusMapping.fromStatus(
                  Status.parseFrom(Base64.getDecoder().decode(details.get())), "")
              .getCode();
    }
  }

  private String http(TestCluster cluster, String token, ScreenRequest request) throws Exception {
    String image = request.getImage().toStringUtf8();
    String query = request.getProfile().isEmpty() ? "" : "?profile=" + request.getProfile();
    try (HttpCaller http = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1)) {
      HttpRequest.Builder asked =
          switch (this) {
            case HTTP_FORM ->
                http.to("/v1/screen")
                    .header("content-type", "multipart/form-data; boundary=limit")
                    .POST(BodyPublishers.ofString(form(request.getProfile(), image)));
            case HTTP_JSON ->
                http.to("/v1/screen")
                    .header("content-type", "application/json")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"image\": \"%s\", \"profile\": \"%s\"}"
                                .formatted(
                                    Base64.getEncoder().encodeToString(image.getBytes(UTF_8)),
                                    request.getProfile())));
            case HTTP_EVENTS ->
                http.to("/v1/screen" + query)
                    .header("content-type", "image/png")
                    .header("accept", "text/event-stream")
                    .POST(BodyPublishers.ofString(image));
            default ->
                http.to("/v1/screen" + query)
                    .header("content-type", "image/png")
                    .POST(BodyPublishers.ofString(image));
          };
      HttpResponse<String> response = http.send(authorized(asked, token));
      return response.statusCode() == 200 ? eventError(response.body()) : HttpCaller.code(response);
    }
  }

  /** Of a failure behind the first event. */
  private static String eventError(String body) {
    Matcher error = EVENT_ERROR.matcher(body);
    return error.find() ? error.group(1) : OK;
  }

  static String form(String profile, String image) {
    return "--limit\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\n"
        + profile
        + "\r\n--limit\r\n"
        + "Content-Disposition: form-data; name=\"image\"; filename=\"Mrs Kim.png\"\r\n"
        + "Content-Type: image/png\r\n\r\n"
        + image
        + "\r\n--limit--\r\n";
  }

  private static HttpRequest.Builder authorized(HttpRequest.Builder request, String token) {
    return token.isEmpty() ? request : request.header("authorization", "Bearer " + token);
  }

  private static Channel with(String token, Channel channel) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Waits for a stream's end and keeps its last message. */
  private static final class Answers<A> implements StreamObserver<A> {
    private final CompletableFuture<Optional<A>> end = new CompletableFuture<>();
    private Optional<A> last = Optional.empty();

    @Override
    public void onNext(A message) {
      last = Optional.of(message);
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      end.complete(last);
    }

    Optional<A> last() throws Exception {
      try {
        return end.get(20, TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException e) {
        if (e.getCause() instanceof StatusRuntimeException status) {
          throw status;
        }
        throw e;
      }
    }
  }
}
