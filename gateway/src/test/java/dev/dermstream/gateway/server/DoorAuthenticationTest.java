package dev.dermstream.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.dermstream.gateway.security.TestIssuer;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.ScreenRequest;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** No door is open to who may not enter: tokens at the HTTP and the gRPC-Web door. */
class DoorAuthenticationTest {
  private static final String DOCTOR = "token-of-the-doctor";
  private static final String WARD = "token-of-the-ward";
  private static final String ENGINEER = "token-of-the-engineer";
  private static final String SCREEN = "/dermstream.v1.ScreeningService/Screen";
  private static final Pattern STATUS = Pattern.compile("grpc-status: ?(\\d+)");
  private static final String UNAUTHENTICATED = "16";
  private static final String PERMISSION_DENIED = "7";

  @TempDir static Path folder;
  private static TestIssuer issuer;
  private static TestCluster cluster;
  private static HttpCaller http1;
  private static HttpCaller http2;

  @BeforeAll
  static void start() throws Exception {
    issuer = new TestIssuer();
    Files.writeString(folder.resolve("keys.json"), issuer.keys());
    Files.writeString(
        folder.resolve("callers.json"),
        """
        {"callers": [
          {"name": "doctor", "token_sha256": "%s", "roles": ["screen", "ask"]},
          {"name": "ward", "token_sha256": "%s", "roles": ["screen"], "profiles": ["tumour15"]},
          {"name": "engineer", "token_sha256": "%s", "roles": ["operate"]}
        ]}
        """
            .formatted(sha256(DOCTOR), sha256(WARD), sha256(ENGINEER)));
    cluster =
        new TestCluster(
            """
            authentication {
              enabled = true, callers-file = "%s"
              jwt { jwks = "%s", issuer = "%s", audience = "%s", algorithms = [ES256] }
            }
            """
                .formatted(
                    folder.resolve("callers.json"),
                    folder.resolve("keys.json"),
                    TestIssuer.NAME,
                    TestIssuer.AUDIENCE));
    http1 = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1);
    http2 = new HttpCaller(cluster.gateway.port(), Version.HTTP_2);
  }

  @AfterAll
  static void stop() {
    http1.close();
    http2.close();
    cluster.close();
  }

  @AfterEach
  void forget() {
    cluster.node.requests.clear();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1_1, POST, /v1/screen",
    "HTTP_1_1, POST, /v1/ask?question=why",
    "HTTP_1_1, POST, /v1/embed",
    "HTTP_1_1, POST, '/v1/rank?labels=acne,warts'",
    "HTTP_1_1, GET, /v1/release",
    "HTTP_1_1, GET, /v1/profiles",
    "HTTP_1_1, GET, /v1/cluster",
    "HTTP_1_1, HEAD, /v1/release",
    "HTTP_2, POST, /v1/screen",
    "HTTP_2, POST, /v1/ask?question=why",
    "HTTP_2, POST, /v1/embed",
    "HTTP_2, GET, /v1/release",
    "HTTP_2, GET, /v1/profiles",
    "HTTP_2, GET, /v1/cluster"
  })
  void withoutAGoodTokenNothingIsServed(Version version, String method, String address)
      throws Exception {
    BodyPublisher body =
        method.equals("POST") ? BodyPublishers.ofString("pixels") : BodyPublishers.noBody();
    for (String authorization : new String[] {"", "Bearer wrong", "Basic " + DOCTOR, DOCTOR}) {
      HttpRequest.Builder request =
          in(version).to(address).header("content-type", "image/png").method(method, body);
      if (!authorization.isEmpty()) {
        request.header("authorization", authorization);
      }

      HttpResponse<String> response = in(version).send(request);

      assertThat(response.statusCode()).as(authorization).isEqualTo(401);
      assertThat(response.headers().firstValue("www-authenticate")).hasValue("Bearer");
      if (!method.equals("HEAD")) {
        assertThat(HttpCaller.code(response)).isEqualTo("UNAUTHENTICATED");
        assertThat(HttpCaller.json(response).get("requestId").getAsString())
            .isEqualTo(response.headers().firstValue("x-request-id").orElseThrow());
      }
    }
    assertThat(cluster.node.requests).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aLargeBodyWithoutATokenIsAnsweredAllTheSame(Version version) throws Exception {
    HttpResponse<String> response =
        in(version).post("/v1/screen", "image/png", BodyPublishers.ofByteArray(new byte[2 << 20]));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(post(version, DOCTOR, "/v1/screen", "image/png", "pixels").statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void anotherRolesAddressIsForbidden(Version version) throws Exception {
    for (String address :
        new String[] {
          "/v1/screen", "/v1/ask?question=why", "/v1/embed", "/v1/rank?labels=acne,warts"
        }) {
      HttpResponse<String> response = post(version, ENGINEER, address, "image/png", "pixels");

      assertThat(response.statusCode()).as(address).isEqualTo(403);
      assertThat(HttpCaller.code(response)).isEqualTo("PERMISSION_DENIED");
    }
    assertThat(post(version, WARD, "/v1/ask?question=why&profile=tumour15", "image/png", "pixels"))
        .returns(403, HttpResponse::statusCode);
    assertThat(cluster.node.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/screen?profile=other, application/json, image/png, pixels",
    "/v1/screen?profile=other, text/event-stream, image/png, pixels",
    "/v1/screen?profile=other, application/xml, image/png, pixels",
    "/v1/screen, application/json, image/png, pixels",
    "/v1/screen, text/event-stream, image/png, pixels",
    "/v1/embed?profile=other, application/json, image/png, pixels",
    "/v1/screen, application/json, application/json, '{\"image\": \"eA==\", \"profile\": \"o\"}'"
  })
  void anotherCallersProfileIsForbidden(String address, String accept, String type, String body)
      throws Exception {
    for (Version version : Version.values()) {
      HttpResponse<String> response =
          in(version)
              .send(
                  in(version)
                      .to(address)
                      .header("authorization", "Bearer " + WARD)
                      .header("accept", accept)
                      .header("content-type", type)
                      .POST(BodyPublishers.ofString(body)));

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(HttpCaller.code(response)).isEqualTo("PERMISSION_DENIED");
    }
    assertThat(cluster.node.requests).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void theCallersOwnProfileIsServed(Version version) throws Exception {
    HttpResponse<String> response =
        post(version, WARD, "/v1/screen?profile=tumour15", "image/png", "pixels");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(cluster.node.requests.remove().getProfile()).isEqualTo("tumour15");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aSignedTokenIsJudgedWhileTheBodyWaits(Version version) throws Exception {
    byte[] pixels = new byte[3 << 20];
    pixels[pixels.length - 1] = 7;
    for (int i = 0; i < 5; i++) {
      String token = issuer.sign(TestIssuer.claims("screen").subject(version + "-" + i));

      HttpResponse<String> response =
          in(version)
              .send(
                  in(version)
                      .to("/v1/screen")
                      .header("authorization", "Bearer " + token)
                      .header("content-type", "image/png")
                      .POST(BodyPublishers.ofByteArray(pixels)));

      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(cluster.node.requests.remove().getImage()).isEqualTo(ByteString.copyFrom(pixels));
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void whatFailsAfterASignedTokenWasJudgedIsStillAnswered(Version version) throws Exception {
    String observer = issuer.sign(TestIssuer.claims("observe").subject("observer-" + version));
    String doctor = issuer.sign(TestIssuer.claims("screen").subject("doctor-" + version));
    String other = issuer.sign(TestIssuer.claims("screen").subject("other-" + version));

    assertThat(post(version, observer, "/v1/screen", "image/png", "pixels"))
        .returns(403, HttpResponse::statusCode);
    // Both are found out by the address's work itself: before its call opens, and within it.
    assertThat(post(version, doctor, "/v1/screen?lane=fast", "image/png", "pixels"))
        .returns(400, HttpResponse::statusCode);
    assertThat(post(version, other, "/v1/screen", "text/plain", "pixels"))
        .returns(415, HttpResponse::statusCode);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void theConsoleIsForAnybodyAndTheClusterForObservers(Version version) throws Exception {
    assertThat(in(version).get("/console/").statusCode()).isEqualTo(200);
    assertThat(in(version).get("/console/app.js").statusCode()).isEqualTo(200);
    String observer = issuer.sign(TestIssuer.claims("observe").subject("watcher-" + version));
    assertThat(get(observer, "/v1/cluster").statusCode()).isEqualTo(200);
    assertThat(get(DOCTOR, "/v1/cluster").statusCode()).isEqualTo(403);
  }

  @Test
  void aCallerOfSomeProfilesIsToldOfThoseAlone() throws Exception {
    JsonObject all = HttpCaller.json(get(ENGINEER, "/v1/release"));
    assertThat(all.get("profiles").getAsJsonArray()).hasSize(1);
    assertThat(all.get("defaultProfile").getAsString()).isEqualTo("tumour15");

    assertThat(HttpCaller.json(get(WARD, "/v1/profiles")).get("profiles").getAsJsonArray())
        .hasSize(1);

    cluster.node.described =
        ScriptedNode.release().toBuilder()
            .addProfiles(ProfileInfo.newBuilder().setName("trial-of-others"))
            .build();
    try {
      assertThat(get(ENGINEER, "/v1/release").body()).contains("trial-of-others");
      assertThat(get(WARD, "/v1/release").body())
          .contains("tumour15")
          .doesNotContain("trial-of-others");
    } finally {
      cluster.node.described = ScriptedNode.release();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void whetherTheGatewayLivesAnybodyMayAsk(Version version) throws Exception {
    assertThat(in(version).get("/livez").statusCode()).isEqualTo(200);
    assertThat(in(version).get("/readyz").statusCode()).isIn(200, 503);
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, false", "HTTP_1_1, true", "HTTP_2, false", "HTTP_2, true"})
  void grpcWebIsNoWayAround(Version version, boolean text) throws Exception {
    assertThat(grpcWeb(version, text, "", TestCluster.image())).isEqualTo(UNAUTHENTICATED);
    assertThat(grpcWeb(version, text, "wrong", TestCluster.image())).isEqualTo(UNAUTHENTICATED);
    assertThat(grpcWeb(version, text, ENGINEER, TestCluster.image())).isEqualTo(PERMISSION_DENIED);
    assertThat(grpcWeb(version, text, WARD, TestCluster.image())).isEqualTo(PERMISSION_DENIED);
    ScreenRequest large = TestCluster.image("x".repeat(2 << 20));
    assertThat(grpcWeb(version, text, "", large)).isEqualTo(UNAUTHENTICATED);
    assertThat(cluster.node.requests).isEmpty();

    String signed = issuer.sign(TestIssuer.claims("screen").subject("web-" + version + text));
    ScreenRequest own = TestCluster.image().toBuilder().setProfile("tumour15").build();
    assertThat(grpcWeb(version, text, WARD, own)).isEqualTo("0");
    assertThat(grpcWeb(version, text, signed, large)).isEqualTo("0");
    assertThat(cluster.node.requests.remove().getProfile()).isEqualTo("tumour15");
    assertThat(cluster.node.requests.remove().getImage()).isEqualTo(large.getImage());
  }

  /** The status that the call ended with. */
  private static String grpcWeb(Version version, boolean text, String token, ScreenRequest message)
      throws Exception {
    byte[] bytes = message.toByteArray();
    byte[] frame =
        ByteBuffer.allocate(5 + bytes.length).put((byte) 0).putInt(bytes.length).put(bytes).array();
    String type = text ? "application/grpc-web-text" : "application/grpc-web";
    HttpRequest.Builder request =
        in(version)
            .to(SCREEN)
            .header("content-type", type)
            .POST(BodyPublishers.ofByteArray(text ? Base64.getEncoder().encode(frame) : frame));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    HttpResponse<String> response = in(version).send(request);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue(type);
    return response.headers().firstValue("grpc-status").orElseGet(() -> trailer(response, text));
  }

  /** Trailers are the last frame of the body; in the text form each frame has its own padding. */
  private static String trailer(HttpResponse<String> response, boolean text) {
    StringBuilder body = new StringBuilder(text ? "" : response.body());
    for (int i = 0; text && i < response.body().length(); i += 4) {
      body.append(
          new String(Base64.getDecoder().decode(response.body().substring(i, i + 4)), UTF_8));
    }
    Matcher status = STATUS.matcher(body);
    assertThat(status.find()).as(body.toString()).isTrue();
    return status.group(1);
  }

  private static HttpCaller in(Version version) {
    return version == Version.HTTP_2 ? http2 : http1;
  }

  private static HttpResponse<String> get(String token, String address) throws Exception {
    return http1.send(http1.to(address).header("authorization", "Bearer " + token));
  }

  private static HttpResponse<String> post(
      Version version, String token, String address, String type, String body) throws Exception {
    return in(version)
        .send(
            in(version)
                .to(address)
                .header("authorization", "Bearer " + token)
                .header("content-type", type)
                .POST(BodyPublishers.ofString(body)));
  }

  private static String sha256(String token) {
    return Hashing.sha256().hashString(token, UTF_8).toString();
  }
}
