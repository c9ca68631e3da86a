package dev.dermstream.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LinkTest {
  private static final String FIRST =
      "{\"chain\":\"g\",\"sequence\":1,\"previous\":\""
          + "0".repeat(64)
          + "\","
          + "\"at\":\"2026-11-21T12:00:01Z\",\"event\":\"IMAGE\",\"request\":\"request-1\","
          + "\"subject\":\"anonymous\",\"method\":\"Screen\","
          + "\"image\":\""
          + Sha256.of("image 1")
          + "\",\"image_bytes\":60000,"
          + "\"outcome\":\"ANSWERED\",\"code\":\"\",\"profile\":\"tumour15\","
          + "\"release\":\"release-1\",\"adapter\":\"\",\"node\":\"node-1\","
          + "\"engine\":\"OnnxRuntime 1.29.0 cpu\","
          + "\"label\":{\"id_code\":6,\"percent\":88.25},\"model_label\":6,"
          + "\"scores\":[{\"id_code\":6,\"percent\":88.25},{\"id_code\":2,\"percent\":11.75}]}";

  @Test
  void theTextIsThatOfTheDocumentedForm() {
    assertThat(Records.chain("g", 1).getFirst().text()).isEqualTo(FIRST);
  }

  @Test
  void theDigestIsThatOfTheTextAndTheNextRecordNamesIt() {
    List<Link> links = Records.chain("g", 2);

    assertThat(links.getFirst().place()).isEqualTo(new ChainHead("g", 1, Sha256.of(FIRST)));
    assertThat(links.getLast().text())
        .startsWith("{\"chain\":\"g\",\"sequence\":2,\"previous\":\"" + Sha256.of(FIRST) + "\",");
  }

  @Test
  void theDigestIsTheOneThatEveryoneComputes() {
    // FIPS 180-4, the digest of "abc".
    assertThat(Sha256.of("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void whatIsNoNumberIsWrittenAsUnknown() {
    ImageRecord strange =
        new ImageRecord(
            Records.NOON,
            "r",
            "s",
            "Screen",
            "",
            0,
            new Conclusion(
                Outcome.ANSWERED,
                "",
                Origin.UNKNOWN,
                new Score(1, Double.NaN),
                null,
                List.of(new Score(1, Double.POSITIVE_INFINITY))));

    assertThat(Link.image(ChainHead.beginning("g"), strange).text())
        .endsWith(
            "\"label\":{\"id_code\":1,\"percent\":null},\"model_label\":null,"
                + "\"scores\":[{\"id_code\":1,\"percent\":null}]}");
  }

  @Test
  void anEventIsWrittenWithCountsInAFixedOrder() {
    EventRecord event = Records.event(1);

    Link link = Link.of(ChainHead.beginning("g"), event);

    assertThat(link.text())
        .endsWith(
            "\"at\":\"2026-11-21T12:00:01Z\",\"event\":\"EVENT\",\"name\":\"instances-received\","
                + "\"outcome\":\"success\",\"peer\":\"MODALITY1\","
                + "\"counts\":{\"1.2.840.10008.5.1.4.1.1.7\":1,\"series\":2},"
                + "\"digests\":[\""
                + Sha256.of("1.2.3.1")
                + "\"]}");
  }

  @Test
  void anEventTakesNoTextThatCouldBeAPersons() {
    SortedMap<String, Integer> none = new TreeMap<>();
    String[][] texts = {
      {"Grete Kanarienvogel", "success", "A", ""},
      {"received", "Grete", "A", ""},
      {"received", "success", "Gr\u00EAte", ""},
      {"received", "success", "A\n", ""},
      {"received", "success", "A", "MRN771122"},
    };
    for (String[] text : texts) {
      List<String> digests = text[3].isEmpty() ? List.of() : List.of(text[3]);
      assertThatThrownBy(
              () -> new EventRecord(Records.NOON, text[0], text[1], text[2], none, digests))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContainingAny("Gr", "MRN");
    }
  }
}
