package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.JsonFormat;
import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.cluster.v1.LaneLoad;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.v1.ClusterMap;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.MapPoint;
import dev.dermstream.v1.MappedCluster;
import dev.dermstream.v1.NeighborFilter;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenStreamResponse.EventCase;
import dev.dermstream.v1.ScreeningServiceGrpc;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files and what it asks of the gateway, at a running gateway's door. */
class ConsoleRoutesTest {
  private static TestCluster cluster;
  private static HttpCaller http1;
  private static HttpCaller http2;

  @BeforeAll
  static void start() throws IOException {
    cluster = new TestCluster();
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
  void answerAgain() {
    cluster.node.script = ScriptedNode::answer;
    cluster.index.script = ScriptedIndex.answer(ScriptedNode.RELEASE);
    cluster.node.requests.clear();
    cluster.index.requests.clear();
  }

  private static HttpCaller in(Version version) {
    return version == Version.HTTP_2 ? http2 : http1;
  }

  @ParameterizedTest
  @CsvSource({
    "/, /console/",
    "/console, /console/",
    "/console/cluster, /console/#cluster",
    "/console/batch, /console/#batch"
  })
  void theConsoleIsFoundFromNearby(String address, String target) throws Exception {
    HttpResponse<String> response = http1.get(address);

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("location")).hasValue(target);
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void everyFileThatThePageNamesIsServedUnderTheStrictPolicy(Version version) throws Exception {
    HttpResponse<String> page = in(version).get("/console/");
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    List<String> named =
        Pattern.compile("(?:src|href)=\"([^\"#]+)\"")
            .matcher(page.body())
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(named).contains("app.js", "style.css", "icon.svg");
    for (String name : named) {
      HttpResponse<String> file = in(version).get("/console/" + name);
      assertStrict(file);
      for (String module : imports(file)) {
        assertStrict(in(version).get("/console/" + module));
      }
    }
  }

  private static List<String> imports(HttpResponse<String> script) {
    return Pattern.compile("from '\\./([^']+)'")
        .matcher(script.body())
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static void assertStrict(HttpResponse<String> file) {
    assertThat(file.statusCode()).as("%s", file.uri()).isEqualTo(200);
    assertThat(file.headers().firstValue("content-security-policy").orElseThrow().split("; ?"))
        .contains(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            "connect-src 'self'",
            "frame-ancestors 'none'");
    assertThat(file.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(file.headers().firstValue("referrer-policy")).hasValue("no-referrer");
    assertThat(file.headers().firstValue("x-frame-options")).hasValue("DENY");
    assertThat(file.headers().firstValue("etag")).isPresent();
    // Nothing stands in a page that the policy would have to make an exception for.
    assertThat(file.body()).doesNotContain(" style=\"", " onclick=\"", "<style", "innerHTML");
    assertThat(file.body()).doesNotContainPattern("(?:src|href)=\"https?:");
  }

  @Test
  void aPageThatIsKnownIsNotSentAgain() throws Exception {
    HttpResponse<String> first = http1.get("/console/style.css");
    String tag = first.headers().firstValue("etag").orElseThrow();

    HttpResponse<String> again =
        http1.send(http1.to("/console/style.css").header("if-none-match", tag));

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("cache-control")).hasValue("no-cache");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/absent.js", "/console/../reference.conf", "/console/%2e%2e/%2e%2e/reference.conf",
        "/console/..%2f..%2freference.conf", "/console//index.html", "/console/.hidden.js",
        "/console/index", "/web/console/index.html"
      })
  void nothingElseIsAtTheConsole(String address) throws Exception {
    assertThat(http1.get(address).statusCode()).as(address).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void theClusterIsToldAsJson(Version version) throws Exception {
    HttpResponse<String> response = in(version).get("/v1/cluster");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    ClusterStatus.Builder status = ClusterStatus.newBuilder();
    JsonFormat.parser().merge(response.body(), status);
    assertThat(status.getServersList())
        .extracting(server -> server.getDescription().getRole())
        .contains(
            ServerRole.SERVER_ROLE_GATEWAY,
            ServerRole.SERVER_ROLE_NODE,
            ServerRole.SERVER_ROLE_INDEX);
    assertThat(status.getLanesList())
        .extracting(LaneLoad::getLane)
        .containsExactly(Lane.LANE_STAT, Lane.LANE_ROUTINE, Lane.LANE_BATCH);
    assertThat(status.getLimit()).isPositive();
  }

  @Test
  void aRequestAtWorkIsCountedInItsLane() throws Exception {
    cluster.node.script = ScriptedNode::encodeOnly;
    var answer =
        ScreeningServiceGrpc.newFutureStub(cluster.channel)
            .screen(TestCluster.image().toBuilder().setLane(Lane.LANE_STAT).build());
    await()
        .untilAsserted(() -> {
          ClusterStatus.Builder status = ClusterStatus.newBuilder();
          JsonFormat.parser().merge(http1.get("/v1/cluster").body(), status);
          assertThat(status.getLanesList())
              .extracting(LaneLoad::getInFlight)
              .containsExactly(1, 0, 0);
        });
    // Nothing of it is still on its way to node or index when the next test looks there.
    await().until(() -> !cluster.index.requests.isEmpty());
    answer.cancel(true);
  }

  @Test
  void theTextIsFollowedOnRequest() throws Exception {
    String events = post("/v1/screen?follow_text=true").body();

    assertThat(cluster.node.requests.remove().getWholeText()).isFalse();
    assertThat(events)
        .contains("event: writing\ndata: {\"text\":\"Dark and uneven.\",\"anew\":true}\n\n");
    assertThat(events.indexOf("event: writing")).isLessThan(events.indexOf("event: report"));
    assertThat(post("/v1/screen").body()).doesNotContain("event: writing");
    assertThat(cluster.node.requests.remove().getWholeText()).isTrue();
  }

  @Test
  void theTextIsFollowedOnAStreamToo() throws Exception {
    StreamClient client = StreamClient.open(cluster.asyncStub());
    client
        .send("a", TestCluster.image().toBuilder().setFollowText(true).build())
        .send("b", TestCluster.image())
        .halfClose();

    assertThat(client.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(client.of(EventCase.WRITING))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getCorrelationId()).isEqualTo("a");
          assertThat(event.getWriting().getText()).isEqualTo("Dark and uneven.");
          assertThat(event.getWriting().getAnew()).isTrue();
        });
  }

  @Test
  void theMapComesOnRequest() throws Exception {
    ClusterMap map =
        ClusterMap.newBuilder()
            .setVariancePercentX(60)
            .setImage(MapPoint.newBuilder().setX(.5).setY(-.25))
            .addClusters(MappedCluster.newBuilder().setClusterId(4).setIdCode(6).setSize(9))
            .build();
    cluster.index.script =
        (request, out) -> {
          var answer = ScriptedIndex.response(ScriptedNode.RELEASE).toBuilder();
          out.onNext(request.getClusterMap() ? answer.setClusterMap(map).build() : answer.build());
          out.onCompleted();
        };

    Report asked =
        cluster
            .stub()
            .screen(TestCluster.image().toBuilder().setClusterMap(true).build())
            .getReport();
    Report plain = cluster.stub().screen(TestCluster.image()).getReport();

    assertThat(asked.getClusterMap()).isEqualTo(map);
    assertThat(plain.hasClusterMap()).isFalse();
    assertThat(post("/v1/screen?cluster_map=true").body()).contains("\"variancePercentX\":60");
    HttpResponse<String> wrong = post("/v1/screen?cluster_map=perhaps");
    assertThat(wrong.statusCode()).isEqualTo(400);
  }

  @Test
  void handsTheFilterOfNeighboursToTheIndex() throws Exception {
    Queue<NeighborFilter> seen = new ConcurrentLinkedQueue<>();
    cluster.index.script =
        (request, out) -> {
          seen.add(request.getNeighborFilter());
          out.onNext(ScriptedIndex.response(ScriptedNode.RELEASE));
          out.onCompleted();
        };
    NeighborFilter filter =
        NeighborFilter.newBuilder()
            .addModality("clinical")
            .addModality("dermoscopy")
            .addSite("back")
            .build();

    cluster.stub().screen(TestCluster.image().toBuilder().setNeighborFilter(filter).build());
    post("/v1/screen?neighbor_modality=clinical,dermoscopy&neighbor_site=back");
    post("/v1/screen");

    assertThat(seen).containsExactly(filter, filter, NeighborFilter.getDefaultInstance());
  }

  private static HttpResponse<String> post(String address) throws Exception {
    return http1.send(
        http1
            .to(address)
            .header("content-type", "image/jpeg")
            .header("accept", "text/event-stream")
            .POST(BodyPublishers.ofString("pixels")));
  }
}
