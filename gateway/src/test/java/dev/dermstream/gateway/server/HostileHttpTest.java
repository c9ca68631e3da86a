package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.v1.Disposition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no decent client sends to the HTTP door, and the next one after each. */
class HostileHttpTest {
  private static final int LIMIT = 1 << 20;
  private static final String FORM = "multipart/form-data; boundary=cut";
  private static final String IMAGE_PART =
      "--cut\r\nContent-Disposition: form-data; name=\"image\"; filename=\"x\"\r\n\r\npixels\r\n";
  private static TestCluster cluster;
  private static HttpCaller http1;
  private static HttpCaller http2;

  @BeforeAll
  static void start() throws IOException {
    cluster = new TestCluster("max-message-size = 1 MiB");
    http1 = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1);
    http2 = new HttpCaller(cluster.gateway.port(), Version.HTTP_2);
  }

  @AfterAll
  static void stop() {
    http1.close();
    http2.close();
    cluster.close();
  }

  @BeforeEach
  void forget() {
    cluster.node.requests.clear();
  }

  @AfterEach
  void nothingReachedTheNodeAndTheNextRequestIsServed() throws Exception {
    assertThat(cluster.node.requests).isEmpty();
    assertThat(http1.post("/v1/screen", "image/png", "x").statusCode()).isEqualTo(200);
    assertThat(http2.post("/v1/screen", "image/png", "x").statusCode()).isEqualTo(200);
    assertThat(cluster.stub().screen(TestCluster.image()).getReport().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }

  private static HttpCaller in(Version version) {
    return version == Version.HTTP_2 ? http2 : http1;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Broken off within the image, within a field, before the closing boundary.
        "--cut\r\nContent-Disposition: form-data; name=\"image\"; filename=\"x\"\r\n\r\npix",
        IMAGE_PART + "--cut\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\ntum",
        IMAGE_PART,
        IMAGE_PART + "--cut\r\n",
        "--other\r\n\r\n--other--\r\n",
        "",
        "pixels"
      })
  void aFormThatBreaksOffIsRefused(String body) throws Exception {
    HttpResponse<String> response = http1.post("/v1/screen", FORM, body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(HttpCaller.code(response)).isEqualTo("INVALID_INPUT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name=\"image\"; filename=\"x\" | more than one image",
        "name=\"photo\"; filename=\"x\" | must be named image",
        "name=\"profil\" | profil is no field",
        "name=\"lane\" | lane is none that is known"
      })
  void aFormWithMoreThanIsKnownIsRefused(String disposition, String sentence) throws Exception {
    HttpResponse<String> response =
        http1.post(
            "/v1/screen",
            FORM,
            IMAGE_PART
                + "--cut\r\nContent-Disposition: form-data; "
                + disposition
                + "\r\n\r\nvalue\r\n--cut--\r\n");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains(sentence);
  }

  @Test
  void aFormWithoutAnImageOrABoundaryIsRefused() throws Exception {
    assertThat(
            HttpCaller.code(
                http1.post(
                    "/v1/screen",
                    FORM,
                    "--cut\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\nx\r\n--cut--")))
        .isEqualTo("EMPTY_IMAGE");
    assertThat(HttpCaller.code(http1.post("/v1/screen", "multipart/form-data", IMAGE_PART)))
        .isEqualTo("INVALID_INPUT");
  }

  @Test
  void aFormOfManyFieldsIsRefused() throws Exception {
    String part = "--cut\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n";

    HttpResponse<String> response =
        http1.post("/v1/screen", FORM, part.repeat(10_000) + "--cut--\r\n");

    assertThat(response.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "profil=x",
        "profile=a&profile=b",
        "language=xx",
        "lane=fast",
        "deadline=5",
        "deadline=0s",
        "deadline=2000m",
        "deadline=-1s",
        "question=why",
        "profile=%zz",
        "%00=1"
      })
  void parametersThatAreNotUnderstoodAreRefused(String query) throws Exception {
    String answer = raw("POST /v1/screen?" + query + " HTTP/1.1\r\n" + head("image/png", 1) + "x");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"INVALID_INPUT\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "temperature=warm",
        "temperature=1e999999999",
        "temperature=3",
        "top_k=1.5",
        "top_k=-1",
        "top_k=99999999999",
        "top_p=2",
        "seed=1e99999",
        "seed=-1"
      })
  void numbersOutOfRangeAreRefused(String parameter) throws Exception {
    HttpResponse<String> response =
        http1.post("/v1/ask?question=why&" + parameter, "image/png", "x");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(HttpCaller.code(response)).isEqualTo("INVALID_INPUT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"image\": 5}",
        "{\"image\": \"***\"}",
        "{\"picture\": \"\"}",
        "{\"image\": \"eA==\", \"lane\": \"LANE_FAST\"}"
      })
  void jsonThatIsNoRequestIsRefused(String body) throws Exception {
    HttpResponse<String> response = http1.post("/v1/screen", "application/json", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(HttpCaller.code(response)).isEqualTo("INVALID_INPUT");
  }

  @Test
  void deepJsonIsRefused() throws Exception {
    HttpResponse<String> response =
        http1.post("/v1/ask", "application/json", "{\"sampling\":".repeat(50_000));

    assertThat(response.statusCode()).isEqualTo(400);
  }

  @Test
  void jsonAndParametersDoNotMix() throws Exception {
    HttpResponse<String> response =
        http1.post("/v1/screen?profile=a", "application/json", "{\"image\": \"eA==\"}");

    assertThat(response.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aBodyOverTheLimitIsRefused(Version version) throws Exception {
    HttpResponse<String> response =
        in(version)
            .post("/v1/screen", "image/png", BodyPublishers.ofByteArray(new byte[LIMIT + 1]));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(HttpCaller.code(response)).isEqualTo("MESSAGE_TOO_LARGE");
    assertThat(response.body()).contains("1,048,576");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aBodyOfUnknownLengthIsRefusedAtTheLimit(Version version) throws Exception {
    byte[] large = new byte[3 * LIMIT];

    HttpResponse<String> response =
        in(version)
            .post(
                "/v1/screen",
                "image/png",
                BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)));

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void anEndlessBodyIsAnsweredAndCutOff() throws Exception {
    byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.gateway.port())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          POST /v1/screen HTTP/1.1
          Host: x
          Content-Type: image/png
          Transfer-Encoding: chunked

          """
              .replace("\n", "\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      boolean cutOff = false;
      long sent = 0;
      while (!cutOff) {
        try {
          out.write(chunk);
          sent += chunk.length;
          assertThat(sent).as("bytes taken").isLessThan(20L << 30);
        } catch (SocketException e) {
          cutOff = true;
        }
      }
    }
  }

  @Test
  void whoStopsSendingGetsNoAnswerAfterTheDeadline() throws Exception {
    String answer =
        raw("POST /v1/screen?deadline=200ms HTTP/1.1\r\n" + head("image/png", 1000) + "half");

    assertThat(answer).startsWith("HTTP/1.1 504 ").contains("\"code\":\"DEADLINE\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "video/mp4", ";", ""})
  void bodiesOfOtherTypesAreRefused(String type) throws Exception {
    String answer = raw("POST /v1/screen HTTP/1.1\r\n" + head(type, 1) + "x");

    assertThat(answer).startsWith("HTTP/1.1 415 ").contains("\"code\":\"UNSUPPORTED_MEDIA\"");
  }

  @Test
  void compressedBodiesAreRefused() throws Exception {
    HttpResponse<String> response =
        http1.send(
            http1
                .to("/v1/screen")
                .header("content-type", "image/png")
                .header("content-encoding", "gzip")
                .POST(BodyPublishers.ofString("x")));

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(HttpCaller.code(response)).isEqualTo("UNSUPPORTED_ENCODING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v1/",
        "/v1/screen/",
        "//v1/screen",
        "/v1/../v1/screen",
        "/v1/%2e%2e/livez",
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/livez/../readyz",
        "/.git/config",
        "/application.conf",
        "/%00",
        "/v1/screen%00",
        "*"
      })
  void onlyTheKnownAddressesAreThere(String path) throws Exception {
    String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 404 ").contains("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({"GET, /v1/screen, POST", "PUT, /v1/embed, POST", "POST, /livez, 'GET, HEAD'"})
  void otherMethodsAreRefused(String method, String path, String allowed) throws Exception {
    HttpResponse<String> response =
        http1.send(http1.to(path).method(method, BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue(allowed);
  }

  @Test
  void anAnswerInAFormThatIsNotGivenIsRefused() throws Exception {
    HttpResponse<String> response =
        http1.send(
            http1
                .to("/v1/screen")
                .header("content-type", "image/png")
                .header("accept", "text/html, application/json;q=0")
                .POST(BodyPublishers.ofString("x")));

    assertThat(response.statusCode()).isEqualTo(406);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: LONG\r\n\r\n",
        "GET /LONG HTTP/1.1\r\nHost: x\r\n\r\n",
        "LONG /livez HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void aHeadOfAMegabyteIsRefused(String head) throws Exception {
    String answer = raw(head.replace("LONG", "x".repeat(1 << 20)));

    assertThat(answer)
        .satisfiesAnyOf(
            text -> assertThat(text).isEmpty(),
            text -> assertThat(text).matches("(?s)HTTP/1\\.[01] 4.*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n"
      })
  void aLengthThatLiesIsRefused(String rest) throws Exception {
    String answer =
        raw(
            "POST /v1/screen?deadline=1s HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
                + rest);

    assertThat(answer)
        .satisfiesAnyOf(
            text -> assertThat(text).isEmpty(), text -> assertThat(text).startsWith("HTTP/1.1 4"));
  }

  /** What one server takes for a body and the next one for a request. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 41\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nINNER",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nINNER",
        "Transfer-Encoding: xchunked\r\n\r\nINNER",
        "Transfer-Encoding: gzip\r\n\r\nINNER",
        "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nINNER",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\nINNER",
        "Content-Length: 1\r\nContent-Length: 1\r\n\r\nINNER",
        "Content-Length: +5\r\n\r\n12345INNER",
        "Content-Length: 0x5\r\n\r\n12345INNER",
        "Content-Length: 5 5\r\n\r\n12345INNER",
        "X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 5, 0\r\n\r\n0\r\n\r\nINNER",
        "Transfer-Encoding: chunked\r\n\r\n5;\nx\r\n12345\r\n0\r\n\r\nINNER",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\nINNER",
        "X\u0000: y\r\nContent-Length: 0\r\n\r\nINNER"
      })
  void aRequestIsNeverHiddenInAnother(String rest) throws Exception {
    String inner = "GET /livez HTTP/1.1\r\nHost: inner\r\n\r\n";

    String answer =
        raw(
            "POST /v1/screen?deadline=1s HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
                + rest.replace("INNER", inner));

    assertThat(answer.split("HTTP/1\\.[01] ", -1)).as(answer).hasSizeLessThanOrEqualTo(2);
    assertThat(answer).doesNotContain("HTTP/1.1 200");
  }

  @Test
  void aJsonOfBase64OverTheLimitIsRefused() throws Exception {
    String image = Base64.getEncoder().encodeToString(new byte[LIMIT]);

    assertThat(
            http1
                .post("/v1/screen", "application/json", "{\"image\": \"" + image + "\"}")
                .statusCode())
        .isEqualTo(413);
  }

  private static String head(String type, int length) {
    return "Host: x\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        .formatted(type, length);
  }

  /** All that the server answers to these bytes until it closes. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.gateway.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      // The server closed on what it had not read.
      return "";
    }
  }
}
