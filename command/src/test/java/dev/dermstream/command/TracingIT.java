package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.dermstream.command.OtlpReceiver.Received;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What three processes tell of one request: its trace, its log lines, its metrics, their health.
 */
class TracingIT {
  private static final String SCREEN = "dermstream.v1.ScreeningService/Screen";
  private static final String INFER = "dermstream.node.v1.NodeService/Infer";
  private static final String CLASSIFY = "dermstream.index.v1.IndexService/Classify";
  private static final String CALLER_SPAN = "00f067aa0ba902b7";
  private static final AtomicLong NEXT = new AtomicLong(1);

  @TempDir static Path folder;
  private static OtlpReceiver receiver;
  private static ServerProcesses roles;
  private static ManagedChannel channel;
  private static String gateway;
  private static ByteString picture;

  @BeforeAll
  static void start() throws IOException {
    receiver = new OtlpReceiver();
    roles =
        new ServerProcesses(
            folder,
            List.of("-DDERMSTREAM_LOG_FORMAT=json", "-DDERMSTREAM_LOG_ACCESS=INFO", "-Xmx1g"));
    gateway =
        roles.startAll(
            """
            dermstream.tracing {
              enabled = true, endpoint = "%s", sample-ratio = 0, export-interval = 50ms
            }
            """
                .formatted(receiver.endpoint()));
    channel = NettyChannelBuilder.forTarget(gateway).usePlaintext().build();
    picture = ByteString.copyFrom(TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(get(roles.metrics("gateway") + "/readyz", "").body()).isEqualTo("ok\n"));
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    roles.close();
    receiver.close();
  }

  @Test
  void oneTraceSpansThreeProcessesWithTheRightParents() {
    String traceId = traceId();

    Report report = screen(traceId, "01", ScreenRequest.newBuilder());

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    Received server = span("gateway", traceId, SCREEN, CALLER_SPAN);
    Received screening = span("gateway", traceId, "screen", server.id());
    Received toNode = span("gateway", traceId, INFER, screening.id());
    Received node = span("node", traceId, INFER, toNode.id());
    Received toIndex = span("gateway", traceId, CLASSIFY, screening.id());
    Received index = span("index", traceId, CLASSIFY, toIndex.id());
    for (String stage : List.of("admission", "join", "audit")) {
      assertThat(span("gateway", traceId, stage, screening.id()).attribute("dermstream.outcome"))
          .isEqualTo("ok");
    }
    for (String stage : List.of("queue", "decode", "preprocess", "encode", "generate")) {
      assertThat(span("node", traceId, stage, node.id()).attribute("dermstream.outcome"))
          .isEqualTo("ok");
    }
    span("index", traceId, "queue", index.id());
    span("index", traceId, "classify", index.id());

    for (Received call : List.of(server, toNode, node, toIndex, index)) {
      assertThat(call.attribute("rpc.grpc.status_code")).as(call.name()).isEqualTo("0");
      assertThat(call.attribute("rpc.system")).isEqualTo("grpc");
      assertThat(call.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
      assertThat(call.span().getKind())
          .isEqualTo(
              List.of(toNode, toIndex).contains(call)
                  ? SpanKind.SPAN_KIND_CLIENT
                  : SpanKind.SPAN_KIND_SERVER);
    }
    for (Received named : List.of(server, node)) {
      assertThat(named.attribute("dermstream.request_id")).isEqualTo(report.getRequestId());
    }
    assertThat(receiver.trace(traceId).stream().map(Received::instance).distinct())
        .as("processes")
        .hasSize(3);
  }

  @Test
  void aPictureByHttpIsTracedAndCountedLikeOneByGrpc() throws Exception {
    String traceId = traceId();

    HttpResponse<String> answer =
        post("/v1/screen", traceId, "image/jpeg", "application/json", picture.toByteArray());

    assertThat(answer.statusCode()).isEqualTo(200);
    Received server = span("gateway", traceId, SCREEN, CALLER_SPAN);
    assertThat(server.attribute("rpc.system")).isEqualTo("http");
    assertThat(server.attribute("dermstream.request_id"))
        .isEqualTo(answer.headers().firstValue("x-request-id").orElse(""));
    Received screening = span("gateway", traceId, "screen", server.id());
    Received node = span("node", traceId, INFER, span("gateway", traceId, INFER, "").id());
    span("node", traceId, "encode", node.id());
    span("index", traceId, CLASSIFY, span("gateway", traceId, CLASSIFY, screening.id()).id());
    assertThat(counted()).contains(ended(SCREEN, "http", "OK"));
  }

  @Test
  void eventsAndGrpcWebAreTracedAndCountedToo() throws Exception {
    String events = traceId();
    String web = traceId();
    byte[] message = ScreenRequest.newBuilder().setImage(picture).build().toByteArray();

    HttpResponse<String> streamed =
        post("/v1/screen", events, "image/jpeg", "text/event-stream", picture.toByteArray());
    HttpResponse<String> framed =
        post(
            "/" + SCREEN,
            web,
            "application/grpc-web+proto",
            "application/grpc-web+proto",
            ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array());
    HttpResponse<String> refused =
        post("/v1/screen?profile=no-such-profile", traceId(), "image/jpeg", "*/*", new byte[] {1});

    assertThat(streamed.body()).contains("event: report");
    assertThat(framed.body()).contains("grpc-status:0");
    assertThat(refused.statusCode()).isEqualTo(404);
    assertThat(span("gateway", events, SCREEN, CALLER_SPAN).attribute("rpc.system"))
        .isEqualTo("http");
    assertThat(span("gateway", web, SCREEN, CALLER_SPAN).attribute("rpc.system"))
        .isEqualTo("grpc_web");
    assertThat(counted())
        .contains(ended(SCREEN, "grpc_web", "OK"), ended(SCREEN, "http", "NOT_FOUND"));
  }

  @Test
  void aFailedCallsSpansSayWhy() {
    String traceId = traceId();

    assertThatThrownBy(
            () -> screen(traceId, "01", ScreenRequest.newBuilder().setProfile("no-such-profile")))
        .isInstanceOf(StatusRuntimeException.class);

    Received server = span("gateway", traceId, SCREEN, CALLER_SPAN);
    Received screening = span("gateway", traceId, "screen", server.id());
    Received toNode = span("gateway", traceId, INFER, screening.id());
    Received node = span("node", traceId, INFER, toNode.id());
    for (Received call : List.of(server, toNode, node)) {
      assertThat(call.attribute("rpc.grpc.status_code")).as(call.name()).isEqualTo("5");
    }
    assertThat(screening.attribute("dermstream.outcome")).isEqualTo("PROFILE_NOT_FOUND");
    assertThat(toNode.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(node.span().getStatus().getCode())
        .as("the caller's fault, not the server's")
        .isEqualTo(StatusCode.STATUS_CODE_UNSET);
  }

  @Test
  void aTraceThatItsCallerDoesNotKeepIsNotDelivered() {
    String unkept = traceId();
    String kept = traceId();

    screen(unkept, "00", ScreenRequest.newBuilder());
    screen(kept, "01", ScreenRequest.newBuilder());

    span("gateway", kept, SCREEN, CALLER_SPAN);
    span("node", kept, "generate", "");
    span("index", kept, "classify", "");
    assertThat(receiver.trace(unkept)).isEmpty();
  }

  @Test
  void everyLogLineIsJsonAndNamesItsRequestAndTrace() throws Exception {
    String traceId = traceId();
    String requestId =
        screen(traceId, "01", ScreenRequest.newBuilder().setLane(Lane.LANE_STAT)).getRequestId();

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(events("gateway"))
                .anyMatch(event ->
                    text(event, "formattedMessage").startsWith(SCREEN + " by grpc ended OK after ")
                        && text(event, "level").equals("INFO")
                        && text(event.getAsJsonObject("mdc"), "request_id").equals(requestId)
                        && text(event.getAsJsonObject("mdc"), "trace_id").equals(traceId)));
    events("node");
    events("index");
  }

  @Test
  void aMeasurementOfASampledRequestLeadsToItsTrace() throws Exception {
    String traceId = traceId();
    screen(traceId, "01", ScreenRequest.newBuilder().setLane(Lane.LANE_BATCH));

    for (String role : List.of("gateway", "node", "index")) {
      HttpResponse<String> page =
          get(roles.metrics(role) + "/metrics", "application/openmetrics-text; version=1.0.0");

      assertThat(page.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/openmetrics-text");
      assertThat(page.body().lines())
          .as(role)
          .anyMatch(line ->
              line.startsWith("dermstream_stage_duration_seconds_bucket")
                  && line.contains("role=\"" + role + "\"")
                  && line.contains("trace_id=\""));
    }
  }

  @Test
  void aClientsProfileNameNeverBecomesALabel() throws Exception {
    assertThatThrownBy(() ->
            screen(traceId(), "01", ScreenRequest.newBuilder().setProfile("canary-name-of-none")))
        .isInstanceOf(StatusRuntimeException.class);

    for (String role : List.of("gateway", "node", "index")) {
      assertThat(get(roles.metrics(role) + "/metrics", "").body()).doesNotContain("canary-name");
    }
    assertThat(get(roles.metrics("gateway") + "/metrics", "").body())
        .contains("outcome=\"PROFILE_NOT_FOUND\",profile=\"unconfirmed\"");
  }

  @Test
  void everyRoleTellsItsHealthOnTheMetricsPort() throws Exception {
    for (String role : List.of("gateway", "node", "index")) {
      for (String page : List.of("/livez", "/readyz")) {
        HttpResponse<String> told = get(roles.metrics(role) + page, "");
        assertThat(told.statusCode()).as(role + page).isEqualTo(200);
        assertThat(told.body()).isEqualTo("ok\n");
      }
    }
  }

  private static Report screen(String traceId, String flags, ScreenRequest.Builder request) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
        "00-%s-%s-%s".formatted(traceId, CALLER_SPAN, flags));
    return ScreeningServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .screen(request.setImage(picture).build())
        .getReport();
  }

  private static HttpResponse<String> post(
      String path, String traceId, String type, String accept, byte[] body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://" + gateway + path))
              .header("Content-Type", type)
              .header("Accept", accept)
              .header("traceparent", "00-%s-%s-01".formatted(traceId, CALLER_SPAN))
              .timeout(Duration.ofSeconds(60))
              .POST(BodyPublishers.ofByteArray(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static String ended(String method, String door, String status) {
    return "dermstream_gateway_ended_calls_total{door=\"%s\",method=\"%s\",status=\"%s\"}"
        .formatted(door, method, status);
  }

  private static String counted() throws Exception {
    return get(roles.metrics("gateway") + "/metrics", "").body();
  }

  /**
   * Waits for a span.
   *
   * @param parent empty for any
   */
  private static Received span(String role, String traceId, String name, String parent) {
    return await(role + " delivers " + name)
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                receiver.trace(traceId).stream()
                    .filter(span ->
                        span.service().equals("dermstream-" + role)
                            && span.name().equals(name)
                            && (parent.isEmpty() || span.parent().equals(parent)))
                    .findFirst()
                    .orElse(null),
            span -> span != null);
  }

  /** What a role has logged, a line that it is writing and the JVM's own warnings aside. */
  private static List<JsonObject> events(String role) throws IOException {
    String log = roles.log(role);
    return log.substring(0, log.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> !line.startsWith("WARNING: "))
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  /** Empty if there is none. */
  private static String text(JsonObject object, String key) {
    return object != null && object.has(key) ? object.get(key).getAsString() : "";
  }

  private static String traceId() {
    return "%032x".formatted(NEXT.getAndIncrement());
  }

  private static HttpResponse<String> get(String url, String accept) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }
}
