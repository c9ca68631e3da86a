package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.InferTensorContents;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit of a served cluster, in processes of their own, its log as talkative as it can be. */
class AuditIT {
  /** In every word that must not be found anywhere. */
  private static final String CANARY = "yellowhammer";

  @TempDir Path folder;
  private Path home;
  private Process process;
  private ManagedChannel channel;
  private String gateway;
  private final List<String> errors = new ArrayList<>();

  @BeforeEach
  void serve() throws IOException {
    home = Files.createDirectory(folder.resolve("serve"));
    Path config =
        Files.writeString(
            home.resolve("own.conf"),
            """
            dermstream.index.port = 0
            dermstream.node.port = 0
            dermstream.gateway { port = 0, metrics.port = 0, audit.chain = g }
            """);
    process =
        CommandProcess.start(
            home,
            List.of("-DDERMSTREAM_LOG=TRACE"),
            List.of(),
            List.of("serve", "--config", config.toString()));
    gateway = announced("^gateway +(\\S+:\\d+)$");
    channel =
        NettyChannelBuilder.forTarget(gateway)
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    // Only then does it write nothing more into the folder.
    process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void aReportIsFoundInTheExportAndAnAlteredRecordByVerify() throws Exception {
    byte[] image = TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR);
    Report report = stub().screen(request(image)).getReport();
    stub().screen(request(image));

    assertThat(verify().status()).as("while it serves").isZero();
    List<String> lines = command("audit", "export", "--directory", audit()).out().lines().toList();
    JsonObject record = JsonParser.parseString(lines.getFirst()).getAsJsonObject();
    assertThat(record.get("image").getAsString()).isEqualTo(sha256(image));
    assertThat(record.get("request").getAsString()).isEqualTo(report.getRequestId());
    assertThat(record.get("release").getAsString())
        .isEqualTo(report.getProvenance().getReleaseId());
    assertThat(record.getAsJsonObject("label").get("id_code").getAsInt())
        .isEqualTo(report.getLabel().getIdCode());
    assertThat(JsonParser.parseString(lines.get(1)).getAsJsonObject().get("previous").getAsString())
        .as("what sha256sum says of the line before")
        .isEqualTo(sha256(lines.getFirst().getBytes(StandardCharsets.UTF_8)));

    end();
    assertThat(verify().out()).contains("2 records in 1 chains, 1 anchors: all as written");
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + Path.of(audit(), "g.db"));
        Statement statement = database.createStatement()) {
      statement.executeUpdate(
          "UPDATE audit_record SET record = REPLACE(record, 'ANSWERED', 'REJECTED')"
              + " WHERE sequence = 1");
    }
    CommandProcess.Outcome altered = verify();
    assertThat(altered.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(altered.out()).contains("g, record 1: was altered");
  }

  @Test
  void nothingOfAPictureAPatientOrAQuestionIsFoundInAnyOutput() throws Exception {
    byte[] jpeg = commented(TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR));
    byte[] dicom = ofPatient(Files.readAllBytes(Repository.sample("bowens-disease")));
    for (byte[] image :
        List.of(
            jpeg,
            dicom,
            Arrays.copyOf(jpeg, jpeg.length / 2),
            Arrays.copyOf(dicom, dicom.length / 2),
            "Yellowhammer no picture at all".getBytes(StandardCharsets.UTF_8))) {
      everyDoor(image);
    }
    byFile(jpeg);
    byFile(dicom);
    assertThat(errors).as("some doors refused").isNotEmpty();
    String metrics = metrics();
    // Each look starts a JVM.
    await().atMost(Duration.ofMinutes(2)).until(() -> verify().status() == 0);
    String exported = command("audit", "export", "--directory", audit()).out();
    assertThat(exported.lines().count()).isGreaterThan(20);
    end();

    assertThat(exported.toLowerCase(Locale.ROOT)).doesNotContain(CANARY);
    assertThat(metrics.toLowerCase(Locale.ROOT)).doesNotContain(CANARY);
    assertThat(errors).noneMatch(error -> error.toLowerCase(Locale.ROOT).contains(CANARY));
    int files = 0;
    try (Stream<Path> written = Files.walk(home)) {
      for (Path file : written.filter(Files::isRegularFile).toList()) {
        files++;
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content.toLowerCase(Locale.ROOT).contains(CANARY))
            .as("%s holds the canary: %s", file, around(content))
            .isFalse();
      }
    }
    assertThat(files).as("log, standard output and the audit's files").isGreaterThanOrEqualTo(5);
    assertThat(Files.size(home.resolve("err.txt"))).as("the log is not empty").isPositive();
  }

  /** Every way for a picture in, with canaries in all that a caller may write beside it. */
  private void everyDoor(byte[] bytes) {
    ByteString image = ByteString.copyFrom(bytes);
    Metadata metadata = new Metadata();
    metadata.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer yellowhammer-token");
    metadata.put(
        Metadata.Key.of("x-patient", Metadata.ASCII_STRING_MARSHALLER), "yellowhammer-patient");
    var stub = stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    attempt(() -> stub.screen(request(bytes)));
    attempt(() -> stub.embed(EmbedRequest.newBuilder().setImage(image).build()));
    attempt(() -> drain(stub, question(image, "Has Yellowhammer Kim a melanoma?")));
    attempt(() -> drain(stub, question(image, "yellowhammer ".repeat(1_000))));
    attempt(() ->
        GRPCInferenceServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .modelInfer(inference(image)));
  }

  /** By the command, from a file whose name tells the patient. */
  private void byFile(byte[] image) throws Exception {
    Path client = Files.createDirectories(folder.resolve("client"));
    Path file = Files.write(client.resolve("yellowhammer-kim.jpg"), image);
    CommandProcess.run(client, "screen", "--server", gateway, "--format", "json", file.toString());
  }

  private void attempt(Runnable call) {
    StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
    if (refused != null) {
      errors.add(refused.getStatus() + " " + refused.getTrailers());
    }
  }

  private static void drain(
      ScreeningServiceGrpc.ScreeningServiceBlockingStub stub, AskRequest question) {
    for (var pieces = stub.ask(question); pieces.hasNext(); ) {
      AskResponse piece = pieces.next();
      assertThat(piece).isNotNull();
    }
  }

  private static AskRequest question(ByteString image, String text) {
    return AskRequest.newBuilder().setImage(image).setProfile("mm-skin").setQuestion(text).build();
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
  private static byte[] commented(byte[] jpeg) throws IOException {
    byte[] text = "Patient: Yellowhammer Kim".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) (text.length + 2)});
    out.write(text);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** With another value of Patient's Name, of the same length. */
  private static byte[] ofPatient(byte[] dicom) {
    String object = new String(dicom, StandardCharsets.ISO_8859_1);
    assertThat(object).contains("DRAWN^LESION");
    return object.replace("DRAWN^LESION", "YELLOWHAMMER").getBytes(StandardCharsets.ISO_8859_1);
  }

  private ScreeningServiceGrpc.ScreeningServiceBlockingStub stub() {
    return ScreeningServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static ScreenRequest request(byte[] image) {
    return ScreenRequest.newBuilder().setImage(ByteString.copyFrom(image)).build();
  }

  private String audit() {
    return home.resolve("audit").toString();
  }

  private CommandProcess.Outcome verify() throws IOException, InterruptedException {
    return command("audit", "verify", "--directory", audit());
  }

  private CommandProcess.Outcome command(String... arguments)
      throws IOException, InterruptedException {
    return CommandProcess.run(Files.createDirectories(folder.resolve("tool")), arguments);
  }

  private String metrics() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create(announced("^metrics +(\\S+)$"));
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }

  private void end() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private String announced(String line) {
    Pattern pattern = Pattern.compile(line, Pattern.MULTILINE);
    return await()
        .atMost(Duration.ofMinutes(2))
        .failFast(() ->
            assertThat(process.isAlive()).as(Files.readString(home.resolve("err.txt"))).isTrue())
        .until(
            () -> {
              Matcher matcher = pattern.matcher(Files.readString(home.resolve("out.txt")));
              return matcher.find() ? matcher.group(1) : null;
            },
            found -> found != null);
  }

  private static String around(String content) {
    int place = content.toLowerCase(Locale.ROOT).indexOf(CANARY);
    return place < 0
        ? ""
        : content.substring(Math.max(0, place - 200), Math.min(content.length(), place + 50));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
