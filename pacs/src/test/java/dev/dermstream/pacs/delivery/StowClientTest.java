package dev.dermstream.pacs.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.pacs.counterpart.SampleObject;
import dev.dermstream.pacs.delivery.DestinationConfig.Kind;
import dev.dermstream.pacs.delivery.Outcome.Accepted;
import dev.dermstream.pacs.delivery.Outcome.Refused;
import dev.dermstream.pacs.delivery.Outcome.Unreachable;
import dev.dermstream.pacs.delivery.Parcel.DicomObject;
import dev.dermstream.pacs.web.StowTestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a sender makes of an origin server's words. */
class StowClientTest {
  private static final String UID = "1.2.3";
  private final DicomObject object = new DicomObject("1.2", UID, "1.2.4", new byte[] {1, 2, 3});

  @Test
  void tellsWhichObjectsOfARequestWereStored() throws Exception {
    SampleObject good = SampleObject.fresh();
    SampleObject before = SampleObject.fresh();
    SampleObject conflict = before.altered();
    try (StowTestServer server = StowTestServer.open();
        StowClient client = client("http://127.0.0.1:" + server.port())) {
      client.send(TestRoutes.parcel(before));

      Map<String, Outcome> outcomes =
          client.store(
              List.of(
                  TestRoutes.parcel(good),
                  TestRoutes.parcel(conflict),
                  new DicomObject("1.2", UID, "1.2.4", new byte[200])));

      assertThat(server.reception().find(good.sopInstance()).orElseThrow().part10())
          .isEqualTo(good.part10());
      assertThat(outcomes.keySet()).containsExactly(good.sopInstance(), before.sopInstance(), UID);
      assertThat(outcomes.get(good.sopInstance())).isEqualTo(new Accepted());
      // Under this UID it was never sent with other bytes: a duplicate.
      assertThat(outcomes.get(before.sopInstance())).isEqualTo(new Accepted());
      assertThat(outcomes.get(UID)).isInstanceOf(Unreachable.class);
      assertThat(client.send(new DicomObject("1.2", UID, "1.2.4", new byte[200])))
          .isEqualTo(new Refused(0xC000, "failure reason C000"));
    }
  }

  @Test
  void goesByThePayloadWhereItNamesTheObject() throws Exception {
    assertThat(answered(200, stored(UID))).isEqualTo(new Accepted());
    assertThat(answered(202, stored(UID))).isEqualTo(new Accepted());
    assertThat(answered(202, "[" + stored(UID) + "]")).isEqualTo(new Accepted());
    assertThat(answered(200, failed(UID, 0xA900))).isInstanceOf(Refused.class);
    assertThat(answered(409, failed(UID, 0x0122))).isInstanceOf(Refused.class);
    assertThat(answered(409, failed(UID, 0x0111))).isEqualTo(new Accepted());
    assertThat(answered(409, failed(UID, 0xA700))).isInstanceOf(Unreachable.class);
    assertThat(answered(409, failed(UID, 0x0110))).isInstanceOf(Unreachable.class);
  }

  @Test
  void goesByTheStatusWhereThePayloadSaysNothing() throws Exception {
    assertThat(answered(200, "")).isEqualTo(new Accepted());
    assertThat(answered(200, "<xml/>")).isEqualTo(new Accepted());
    assertThat(answered(202, "")).isInstanceOf(Unreachable.class);
    assertThat(answered(202, stored("9.9"))).isInstanceOf(Unreachable.class);
    assertThat(answered(400, "{[")).isEqualTo(new Refused(400, "HTTP status 400"));
    assertThat(answered(409, "[[]]")).isEqualTo(new Refused(409, "HTTP status 409"));
    assertThat(answered(401, "")).isInstanceOf(Unreachable.class);
    assertThat(answered(404, "")).isInstanceOf(Unreachable.class);
    assertThat(answered(500, "")).isInstanceOf(Unreachable.class);
    assertThat(answered(302, "")).isInstanceOf(Unreachable.class);
  }

  @Test
  void waitsAsLongAsTheServerAsks() throws Exception {
    try (CannedServer server = new CannedServer(503, "", Map.of("Retry-After", "40"));
        StowClient client = client("http://127.0.0.1:" + server.port())) {
      assertThat(client.send(object))
          .isEqualTo(new Unreachable("HTTP status 503", Optional.of(Duration.ofSeconds(40))));
    }
  }

  @Test
  void refusesParcelsThatItHasNoWayFor() throws Exception {
    try (StowClient client = client("http://127.0.0.1:1")) {
      assertThat(client.send(new Parcel.FhirBundle(new byte[0]))).isInstanceOf(Refused.class);
    }
  }

  @Test
  void postsBundlesToTheBaseOfAFhirServer() throws Exception {
    try (CannedServer server = new CannedServer(200, "{}", Map.of())) {
      String base = "http://127.0.0.1:" + server.port() + "/fhir";
      try (FhirClient client =
          new FhirClient(
              TestRoutes.config("fhir", Kind.FHIR, base),
              Optional.empty(),
              Optional.of(() -> "secret"))) {
        assertThat(client.send(new Parcel.FhirBundle("{\"a\":1}".getBytes(StandardCharsets.UTF_8))))
            .isEqualTo(new Accepted());
        assertThat(client.send(object)).isInstanceOf(Refused.class);
      }
      assertThat(server.posted)
          .containsExactly(
              new CannedServer.Posted(
                  "/fhir", "application/fhir+json", "Bearer secret", "{\"a\":1}"));
    }
  }

  private Outcome answered(int status, String body) throws Exception {
    try (CannedServer server = new CannedServer(status, body, Map.of());
        StowClient client = client("http://127.0.0.1:" + server.port())) {
      return client.send(object);
    }
  }

  private static StowClient client(String address) {
    return new StowClient(
        TestRoutes.config("stow", Kind.STOW, address), Optional.empty(), Optional.empty());
  }

  private static String stored(String uid) {
    return "{\"00081199\":{\"vr\":\"SQ\",\"Value\":[{%s}]}}".formatted(instance(uid));
  }

  private static String failed(String uid, int reason) {
    return "{\"00081198\":{\"vr\":\"SQ\",\"Value\":[{%s,\"00081197\":{\"vr\":\"US\",\"Value\":[%d]}}]}}"
        .formatted(instance(uid), reason);
  }

  private static String instance(String uid) {
    return "\"00081155\":{\"vr\":\"UI\",\"Value\":[\"%s\"]}".formatted(uid);
  }
}
