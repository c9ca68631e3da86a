package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.InferTensorContents;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pictures, names of files and people, questions and tokens go in by every door of three processes
 * that log all they can; nothing of them comes out in logs, metrics, traces or the audit.
 */
class CanaryIT {
  /** In every word that must not be found anywhere. */
  private static final String CANARY = "yellowhammer";

  private static final String TOKEN = "yellowhammer-token-of-the-ward";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final List<String> ROLES = List.of("gateway", "node", "index");

  @TempDir Path folder;
  private OtlpReceiver receiver;
  private ServerProcesses roles;
  private ManagedChannel channel;
  private String gateway;
  private final byte[] picture = commented(TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR));

  @AfterEach
  void stop() {
    channel.shutdownNow();
    roles.close();
    receiver.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void nothingThatACallerWritesComesOut(String format) throws Exception {
    serve(format);

    byGrpc(TOKEN);
    byGrpc("yellowhammer-forged");
    byHttp();

    Map<String, String> outputs = new LinkedHashMap<>();
    for (String role : ROLES) {
      for (String form : List.of("text/plain", "application/openmetrics-text; version=1.0.0")) {
        outputs.put(role + "'s metrics, " + form, metrics(role, form));
      }
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(receiver.all())
                .extracting(OtlpReceiver.Received::name)
                .contains("classify"));
    Path tool = Files.createDirectories(folder.resolve("tool"));
    String store = folder.resolve("gateway/audit").toString();
    // Each look starts a JVM.
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> CommandProcess.run(tool, "audit", "verify", "--directory", store).status() == 0);
    outputs.put(
        "the audit", CommandProcess.run(tool, "audit", "export", "--directory", store).out());
    end();
    outputs.put("the traces", receiver.all().toString());
    for (String role : ROLES) {
      outputs.putAll(files(role));
    }

    outputs.forEach(CanaryIT::holdsNothing);
    theOutputsAreThoseOfTheseRequests(format, outputs);
  }

  /** What was looked through tells of the requests all the same. */
  private void theOutputsAreThoseOfTheseRequests(String format, Map<String, String> outputs)
      throws IOException {
    assertThat(outputs.get("gateway's metrics, text/plain"))
        .contains("door=\"http\"", "door=\"grpc\"", "door=\"grpc_web\"")
        .contains("decision=\"invalid\"", "outcome=\"ok\"");
    assertThat(outputs.get("the audit").lines().count()).isGreaterThan(5);
    assertThat(outputs.get("the audit")).contains("\"ANSWERED\"", "canary-request");
    assertThat(receiver.trace(TRACE)).isNotEmpty();
    assertThat(roles.log("gateway"))
        .contains("canary-request", "Screen by http ended OK")
        .contains(format.equals("json") ? "\"trace_id\":\"" + TRACE : " INFO ");
    assertThat(roles.log("node")).isNotEmpty();
    assertThat(roles.log("index")).isNotEmpty();
  }

  private void serve(String format) throws Exception {
    receiver = new OtlpReceiver();
    roles =
        new ServerProcesses(
            folder,
            List.of(
                "-DDERMSTREAM_LOG_FORMAT=" + format,
                "-DDERMSTREAM_LOG=TRACE",
                "-DDERMSTREAM_LOG_ACCESS=INFO",
                "-Xmx1g"));
    Path callers =
        Files.writeString(
            folder.resolve("callers.json"),
            """
            {"callers": [{"name": "ward", "token_sha256": "%s", "roles": ["screen", "ask"]}]}
            """
                .formatted(
                    HexFormat.of()
                        .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                .digest(TOKEN.getBytes(StandardCharsets.UTF_8)))));
    gateway =
        roles.startAll(
            """
            dermstream.tracing { enabled = true, endpoint = "%s", export-interval = 50ms }
            dermstream.gateway.authentication { enabled = true, callers-file = "%s" }
            """
                .formatted(receiver.endpoint(), callers));
    channel =
        NettyChannelBuilder.forTarget(gateway)
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> get(roles.metrics("gateway") + "/readyz", "*/*").statusCode() == 200);
  }

  private void byGrpc(String token) throws InterruptedException {
    Metadata headers = new Metadata();
    for (Map.Entry<String, String> header : headers(token).entrySet()) {
      headers.put(
          Metadata.Key.of(header.getKey(), Metadata.ASCII_STRING_MARSHALLER), header.getValue());
    }
    var attached = MetadataUtils.newAttachHeadersInterceptor(headers);
    var stub =
        ScreeningServiceGrpc.newBlockingStub(channel)
            .withInterceptors(attached)
            .withDeadlineAfter(180, TimeUnit.SECONDS);
    ByteString image = ByteString.copyFrom(picture);
    attempt(() -> stub.screen(ScreenRequest.newBuilder().setImage(image).build()));
    attempt(() ->
        stub.screen(
            ScreenRequest.newBuilder().setImage(image).setProfile("yellowhammer-kim").build()));
    attempt(() ->
        stub.screen(
            ScreenRequest.newBuilder()
                .setImage(ByteString.copyFromUtf8("yellowhammer, and no picture"))
                .build()));
    attempt(() ->
        stub.rank(
            RankRequest.newBuilder()
                .setImage(image)
                .setProfile("mm-skin")
                .addLabels("Yellowhammer pox")
                .addLabels("eczema")
                .build()));
    attempt(() -> {
      var pieces =
          stub.ask(
              AskRequest.newBuilder()
                  .setImage(image)
                  .setProfile("mm-skin")
                  .setQuestion("Has Yellowhammer Kim a melanoma?")
                  .build());
      for (; pieces.hasNext(); ) {
        AskResponse piece = pieces.next();
        assertThat(piece).isNotNull();
      }
    });
    attempt(() ->
        GRPCInferenceServiceGrpc.newBlockingStub(channel)
            .withInterceptors(attached)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .modelInfer(inference(image)));
    stream(
        ScreeningServiceGrpc.newStub(channel)
            .withInterceptors(attached)
            .withDeadlineAfter(60, TimeUnit.SECONDS),
        image);
  }

  private static Map<String, String> headers(String token) {
    return Map.of(
        "authorization", "Bearer " + token,
        "traceparent", TRACEPARENT,
        "baggage", "patient=yellowhammer",
        "x-patient", "yellowhammer-kim",
        "x-request-id", "yellowhammer, with blanks");
  }

  /** Images with names, one of them twice, and one that is none. */
  private static void stream(ScreeningServiceGrpc.ScreeningServiceStub stub, ByteString image)
      throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    StreamObserver<ScreenStreamRequest> images =
        stub.screenStream(
            new StreamObserver<ScreenStreamResponse>() {
              @Override
              public void onNext(ScreenStreamResponse event) {
                // Callers' own words may go back to them.
              }

              @Override
              public void onError(Throwable refused) {
                ended.countDown();
              }

              @Override
              public void onCompleted() {
                ended.countDown();
              }
            });
    for (String name : List.of("yellowhammer-1.jpg", "yellowhammer-1.jpg", "yellowhammer-2.jpg")) {
      images.onNext(
          ScreenStreamRequest.newBuilder()
              .setCorrelationId(name)
              .setRequest(ScreenRequest.newBuilder().setImage(image))
              .build());
    }
    images.onCompleted();
    assertThat(ended.await(90, TimeUnit.SECONDS)).isTrue();
  }

  private void byHttp() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (String accept : List.of("application/json", "application/xml", "text/event-stream")) {
      statuses.add(post("/v1/screen", FORM, accept, form("", "")));
      statuses.add(
          post(
              "/v1/ask?profile=mm-skin",
              FORM,
              accept,
              form("question", "Is Yellowhammer Kim ill?")));
      statuses.add(post("/v1/screen?yellowhammer=kim", "image/jpeg", accept, picture));
      statuses.add(post("/v1/screen?profile=yellowhammer", "image/jpeg", accept, picture));
      statuses.add(post("/v1/screen", "image/jpeg", accept, picture));
    }
    statuses.add(post("/v1/yellowhammer", "image/jpeg", "*/*", picture));
    statuses.add(post("/v1/screen", "image/yellowhammer; kim", "*/*", picture));
    statuses.add(post("/v1/screen", "text/yellowhammer", "*/*", picture));
    statuses.add(post("/v1/screen", "application/json", "yellowhammer/kim", new byte[0]));
    for (String json :
        List.of(
            "{\"yellowhammer\": 1}",
            "{\"image\": \"yellowhammer!\"}",
            "yellowhammer",
            "{\"question\": \"yellowhammer?\", \"image\": \"%s\"}"
                .formatted(Base64.getEncoder().encodeToString(picture)))) {
      statuses.add(
          post(
              "/v1/ask?profile=mm-skin",
              "application/json",
              "*/*",
              json.getBytes(StandardCharsets.UTF_8)));
    }
    byte[] message =
        ScreenRequest.newBuilder().setImage(ByteString.copyFrom(picture)).build().toByteArray();
    byte[] frame =
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    String web = "application/grpc-web+proto";
    statuses.add(post("/dermstream.v1.ScreeningService/Screen", web, web, frame));
    statuses.add(post("/dermstream.v1.ScreeningService/Yellowhammer", web, web, frame));
    statuses.add(post("/yellowhammer.Service/Kim", web, web, frame));

    assertThat(statuses).contains(200, 400, 404, 406, 415);
  }

  private static final String FORM = "multipart/form-data; boundary=cut";

  /** A form with the picture as a file whose name tells the patient, and one more field. */
  private byte[] form(String field, String value) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        """
        --cut\r
        Content-Disposition: form-data; name="image"; filename="yellowhammer-kim.jpg"\r
        Content-Type: image/jpeg\r
        \r
        """
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(picture);
    if (!value.isEmpty()) {
      body.writeBytes(
          "\r\n--cut\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s"
              .formatted(field, value)
              .getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes("\r\n--cut--\r\n".getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  private int post(String path, String type, String accept, byte[] body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + gateway + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofByteArray(body));
    headers(TOKEN).forEach(request::header);
    request.setHeader("x-request-id", "canary-request");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              request.header("Content-Type", type).header("Accept", accept).build(),
              BodyHandlers.ofByteArray())
          .statusCode();
    }
  }

  private static void attempt(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException refused) {
      assertThat(refused.getStatus().getCode())
          .as("%s", refused)
          .isIn(Code.UNAUTHENTICATED, Code.NOT_FOUND, Code.INVALID_ARGUMENT);
    }
  }

  private static ModelInferRequest inference(ByteString image) {
    return ModelInferRequest.newBuilder()
        .setModelName("mm-skin")
        .setId("yellowhammer-id")
        .addInputs(bytes("IMAGE", image))
        .addInputs(bytes("QUESTION", ByteString.copyFromUtf8("Is Yellowhammer Kim ill?")))
        .build();
  }

  private static InferInputTensor bytes(String name, ByteString value) {
    return InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype("BYTES")
        .addShape(1)
        .setContents(InferTensorContents.newBuilder().addBytesContents(value))
        .build();
  }

  /** With a comment segment behind the start of the image (ITU-T T.81, B.2.4.5). */
  private static byte[] commented(byte[] jpeg) {
    byte[] text = "Patient: Yellowhammer Kim".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) (text.length + 2)});
    out.writeBytes(text);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private String metrics(String role, String accept) throws Exception {
    return get(roles.metrics(role) + "/metrics", accept).body();
  }

  private static HttpResponse<String> get(String url, String accept) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url)).header("Accept", accept).build(),
          BodyHandlers.ofString());
    }
  }

  private void end() throws InterruptedException {
    for (Process process : roles.all().reversed()) {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Standard output, the log, the audit's files and whatever else a process wrote. */
  private Map<String, String> files(String role) throws IOException {
    Map<String, String> contents = new LinkedHashMap<>();
    try (Stream<Path> written = Files.walk(folder.resolve(role))) {
      for (Path file : written.filter(Files::isRegularFile).toList()) {
        contents.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(contents.keySet()).anyMatch(file -> file.endsWith("err.txt"));
    return contents;
  }

  /** Neither the word nor bytes that hold it, as they are, in base64 or in hexadecimal digits. */
  private static void holdsNothing(String output, String content) {
    String lower = content.toLowerCase(Locale.ROOT);
    int place = lower.indexOf(CANARY);
    assertThat(place)
        .as(() ->
            "%s: %s"
                .formatted(
                    output,
                    content.substring(
                        Math.max(0, place - 200), Math.min(content.length(), place + 200))))
        .isNegative();
    for (String word : List.of("yellowhammer", "Yellowhammer")) {
      byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
      assertThat(lower).as(output).doesNotContain(HexFormat.of().formatHex(bytes));
      for (int offset = 0; offset < 3; offset++) {
        byte[] aligned = new byte[9];
        System.arraycopy(bytes, offset, aligned, 0, aligned.length);
        assertThat(content)
            .as("%s, base64", output)
            .doesNotContain(Base64.getEncoder().encodeToString(aligned));
      }
    }
  }
}
