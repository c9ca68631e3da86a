package dev.dermstream.pacs.web;

import static dev.dermstream.pacs.web.StowTestServer.failed;
import static dev.dermstream.pacs.web.StowTestServer.others;
import static dev.dermstream.pacs.web.StowTestServer.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.pacs.counterpart.SampleObject;
import dev.dermstream.pacs.ledger.Door;
import dev.dermstream.pacs.ledger.Origin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** What becomes of objects, by the words of PS3.18 10.5. */
class StowServerTest {
  private final SampleObject one = SampleObject.fresh();
  private final SampleObject two = SampleObject.ofStudy(one.study());
  private StowTestServer server;

  @BeforeEach
  void start() throws Exception {
    server = StowTestServer.open();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void storesEveryPartAndNamesIt() throws Exception {
    HttpResponse<String> answer = server.post(MultipartBody.of(one, two));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/dicom+json");
    assertThat(stored(answer.body())).containsExactly(one.sopInstance(), two.sopInstance());
    assertThat(server.reception.find(one.sopInstance()).orElseThrow().part10())
        .isEqualTo(one.part10());
    assertThat(server.reception.find(two.sopInstance()).orElseThrow().part10())
        .isEqualTo(two.part10());
    assertThat(server.reception.find(one.sopInstance()).orElseThrow().origin())
        .isEqualTo(new Origin(Door.STOW, "anonymous"));
  }

  @Test
  void answersNothingBeforeTheObjectIsOnTheDisk() throws Exception {
    server.reception.hold();
    CompletableFuture<HttpResponse<String>> answer =
        server.client.sendAsync(
            server
                .request("/studies")
                .POST(BodyPublishers.ofByteArray(MultipartBody.of(one)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Awaitility.await().until(() -> server.reception.waiting() == 1);
    assertThat(answer).isNotDone();

    server.reception.letPass();

    assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void countsWhatCameBeforeAsStoredAndOtherBytesAsFailed() throws Exception {
    server.post(MultipartBody.of(one));

    HttpResponse<String> again = server.post(MultipartBody.of(one));
    HttpResponse<String> other = server.post(MultipartBody.of(one.altered()));

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(stored(again.body())).containsExactly(one.sopInstance());
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(failed(other.body())).containsExactly(one.sopInstance() + "=111");
  }

  @Test
  void tellsWhichPartsFailedAndStoresTheOthers() throws Exception {
    byte[] body =
        new MultipartBody()
            .part("application/dicom", one.part10())
            .part("application/dicom", new byte[500])
            .part("text/plain", one.part10())
            .part("application/dicom", new byte[StowTestServer.CONFIG.maxObjectBytes() + 1])
            .part("application/dicom; transfer-syntax=1.2.840.10008.1.2.1", two.part10())
            .end();

    HttpResponse<String> answer = server.post(body);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(stored(answer.body())).containsExactly(one.sopInstance(), two.sopInstance());
    assertThat(others(answer.body())).containsExactly("c000", "c415", "a700");
    assertThat(answer.body()).doesNotContain("CANARY");
  }

  @Test
  void tellsByTheStatusWhyNothingWasStored() throws Exception {
    byte[] tooLong = new byte[StowTestServer.CONFIG.maxObjectBytes() + 1];

    assertThat(server.post(part("application/dicom", new byte[500])).statusCode()).isEqualTo(409);
    assertThat(server.post(part("application/dicom", tooLong)).statusCode()).isEqualTo(413);
    assertThat(server.post(part("image/jpeg", one.part10())).statusCode()).isEqualTo(415);
    assertThat(server.post(MultipartBody.of()).statusCode()).isEqualTo(400);
  }

  @Test
  void refusesObjectsOfAnotherStudyThanTheAddressNames() throws Exception {
    SampleObject stranger = SampleObject.fresh();

    HttpResponse<String> mixed =
        server.post("/studies/" + one.study(), MultipartBody.of(one, stranger));
    HttpResponse<String> strange =
        server.post("/studies/" + one.study(), MultipartBody.of(stranger));

    assertThat(mixed.statusCode()).isEqualTo(202);
    assertThat(stored(mixed.body())).containsExactly(one.sopInstance());
    assertThat(failed(mixed.body())).containsExactly(stranger.sopInstance() + "=c409");
    assertThat(strange.statusCode()).isEqualTo(409);
    assertThat(server.reception.sopInstances()).containsExactly(one.sopInstance());
  }

  @Test
  void asksForAllOfItAgainWhereTheDiskIsFull() throws Exception {
    server.reception.leaveRoomFor(1);

    HttpResponse<String> answer = server.post(MultipartBody.of(one, two));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
    assertThat(stored(answer.body())).containsExactly(one.sopInstance());
    assertThat(others(answer.body())).containsExactly("a700");
    server.reception.leaveRoomFor(10);
    assertThat(server.post(MultipartBody.of(one, two)).statusCode()).isEqualTo(200);
  }

  @Test
  void writesXmlToThoseThatWantIt() throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request("/studies")
                .header("Accept", "application/dicom+json;q=0.1, application/dicom+xml")
                .POST(
                    BodyPublishers.ofByteArray(
                        new MultipartBody()
                            .part("application/dicom", one.part10())
                            .part("application/dicom", new byte[500])
                            .end())));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/dicom+xml");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8)));
    XPath paths = XPathFactory.newInstance().newXPath();
    String items = "/NativeDicomModel/DicomAttribute[@keyword='%s']/Item[@number='1']";
    assertThat(
            paths.evaluate(
                items.formatted("ReferencedSOPSequence")
                    + "/DicomAttribute[@tag='00081155']/Value[@number='1']",
                document))
        .isEqualTo(one.sopInstance());
    assertThat(
            paths.evaluate(
                items.formatted("OtherFailuresSequence")
                    + "/DicomAttribute[@keyword='FailureReason']/Value",
                document))
        .isEqualTo("49152");
  }

  @Test
  void finishesWhatItHasBegunBeforeItCloses() throws Exception {
    server.reception.hold();
    CompletableFuture<HttpResponse<String>> answer =
        server.client.sendAsync(
            server
                .request("/studies")
                .POST(BodyPublishers.ofByteArray(MultipartBody.of(one)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Awaitility.await().until(() -> server.reception.waiting() == 1);
    Thread closing = Thread.ofVirtual().start(server.server::close);
    Awaitility.await().until(() -> isRefused(server));

    server.reception.letPass();

    assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    closing.join();
  }

  private static boolean isRefused(StowTestServer server) {
    try {
      server.connect().close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static byte[] part(String type, byte[] content) {
    return new MultipartBody().part(type, content).end();
  }
}
