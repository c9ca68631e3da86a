package dev.dermstream.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebFilesTest {
  private static Vertx vertx;
  private static HttpServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    WebFiles files = new WebFiles(vertx, "web-trial");
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> {
              Exchange exchange = Exchange.of(request);
              files.serve(exchange, () -> exchange.refuse(HttpStatus.NOT_FOUND, "Absent."));
            })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() throws Exception {
    client.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/index.html"})
  void theIndexIsServedUnderAStrictPolicy(String path) throws Exception {
    HttpResponse<String> page = client.send(to(path).build(), BodyHandlers.ofString());

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<title>trial</title>");
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self';")
        .doesNotContain("unsafe", "http:", "https:", "*");
    assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("cache-control")).hasValue("no-cache");
  }

  @Test
  void whatIsKnownIsNotSentAgain() throws Exception {
    HttpResponse<String> first = client.send(to("/").build(), BodyHandlers.ofString());
    String tag = first.headers().firstValue("etag").orElseThrow();

    HttpResponse<String> again =
        client.send(to("/").header("if-none-match", tag).build(), BodyHandlers.ofString());

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/app.e067989e31d8e2e3.js | public, max-age=31536000, immutable",
        // Its name holds the digest of something else.
        "/app.0123456789abcdef.js | no-cache"
      })
  void onlyAFileNamedByItsDigestIsKeptForEver(String path, String caching) throws Exception {
    HttpResponse<String> script = client.send(to(path).build(), BodyHandlers.ofString());

    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(script.headers().firstValue("content-type"))
        .hasValue("text/javascript; charset=utf-8");
    assertThat(script.headers().firstValue("cache-control")).hasValue(caching);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/absent.html", "/secret.txt", "/web-trial/index.html", "/x/../index.html",
        "/%2e%2e/reference.conf", "/..%2findex.html", "//index.html", "/.hidden.html"
      })
  void nothingElseIsServed(String path) throws Exception {
    assertThat(client.send(to(path).build(), BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
  }
}
