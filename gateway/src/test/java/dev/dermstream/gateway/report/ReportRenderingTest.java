package dev.dermstream.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Report;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportRenderingTest {
  @Test
  void xmlIsTheDocumentOfTheMethod() {
    assertThat(ReportXml.render(report(Language.LANGUAGE_ENGLISH)))
        .isEqualTo(
            "<root disposition=\"ANSWERED\" release=\"r1\" notice=\"not for clinical use\">"
                + "<label id_code=\"6\" score=\"93.46\">Malignant Melanoma</label>"
                + "<summary>Dark &amp; uneven.</summary>"
                + "<similar_labels>"
                + "<similar_label id_code=\"2\" score=\"6.54\">Melanocytic Nevus</similar_label>"
                + "</similar_labels></root>");
  }

  @Test
  void languagePicksTheNames() {
    Report korean = report(Language.LANGUAGE_KOREAN);

    assertThat(ReportXml.render(korean)).contains(">악성흑색종<").doesNotContain("Melanoma");
    assertThat(ReportJson.object(korean).getAsJsonObject("label").get("name").getAsString())
        .isEqualTo("악성흑색종");
  }

  @Test
  void xmlOfARejectionHoldsTheReasonAndNoLabel() {
    assertThat(ReportXml.render(rejection()))
        .isEqualTo(
            "<root disposition=\"REJECTED\" release=\"r1\">"
                + "<rejection code=\"CORRUPT_IMAGE\">A &lt;bad&gt; image.</rejection></root>");
  }

  @Test
  void xmlStaysWellFormedWhateverTheModelWrote() throws Exception {
    String hostile = "</summary><label id_code=\"1\"/>\u0000\u0008\uD800 & ]]> \uFFFF \"'";
    Report report =
        report(Language.LANGUAGE_ENGLISH).toBuilder()
            .setSummary(hostile.replace("\uD800", "\u001F"))
            .setNotice("a\"b\u0001<c>")
            .build();

    Document parsed =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(ReportXml.render(report))));

    assertThat(parsed.getElementsByTagName("label").getLength()).isEqualTo(1);
    assertThat(parsed.getElementsByTagName("summary").item(0).getTextContent())
        .startsWith("</summary><label id_code=\"1\"/>\uFFFD");
    assertThat(parsed.getDocumentElement().getAttribute("notice")).isEqualTo("a\"b\uFFFD<c>");
    assertThat(XmlText.legal("\uD800")).isEqualTo("\uFFFD");
  }

  @Test
  void theModelsOwnParserReadsTheXml() {
    ModelAnswer answer =
        ModelAnswerParser.parse(ReportXml.render(report(Language.LANGUAGE_ENGLISH)));

    assertThat(answer.label()).isEqualTo(new ModelAnswer.SaidLabel(6, 93.46, "Malignant Melanoma"));
    assertThat(answer.summary()).isEqualTo("Dark & uneven.");
  }

  @Test
  void jsonHasStableFieldsInOrder() {
    JsonObject json =
        JsonParser.parseString(ReportJson.line(report(Language.LANGUAGE_ENGLISH), "a/b.png"))
            .getAsJsonObject();

    assertThat(json.keySet())
        .containsExactly(
            "file",
            "request_id",
            "disposition",
            "label",
            "similar_labels",
            "summary",
            "class_confidence",
            "model_label",
            "model_label_likelihoods",
            "agreement",
            "nearest_clusters",
            "nearest_neighbors",
            "release",
            "node",
            "engine",
            "profile",
            "timings",
            "notice",
            "image",
            "further_lesions",
            "abstention_reasons");
    assertThat(json.get("label"))
        .hasToString("{\"id_code\":6,\"name\":\"Malignant Melanoma\",\"score\":93.456}");
    assertThat(json.get("class_confidence").getAsJsonArray().get(0))
        .hasToString("{\"id_code\":2,\"similarity\":0.61,\"confidence\":6.544}");
    assertThat(json.get("timings").getAsJsonArray().get(0))
        .hasToString("{\"stage\":\"encode\",\"nanos\":1000,\"remaining_nanos\":5000}");
    assertThat(json.get("agreement").getAsString()).isEqualTo("AGREE");
  }

  @Test
  void jsonOfARejectionSaysWhy() {
    String line = ReportJson.line(rejection(), null);

    assertThat(line).doesNotContain("\n").startsWith("{\"request_id\"");
    assertThat(line)
        .contains("\"rejection\":{\"code\":\"CORRUPT_IMAGE\",\"message\":\"A <bad> image.\"}")
        .contains("\"similar_labels\":[]")
        .doesNotContain("\"label\":");
  }

  @Test
  void jsonIsOneLineWhateverTheModelWrote() {
    Report report =
        report(Language.LANGUAGE_ENGLISH).toBuilder().setSummary("a\nb\u2028c\"\u0000").build();

    String line = ReportJson.line(report, "x\ny");

    assertThat(line.lines()).hasSize(1);
    assertThat(JsonParser.parseString(line).getAsJsonObject().get("summary").getAsString())
        .isEqualTo("a\nb\u2028c\"\u0000");
  }

  private static Report report(Language language) {
    return ReportAssembler.answered(
        "q-1",
        language,
        Reports.encoded("r1"),
        Reports.finished(
            "<root><label id_code=\"6\" score=\"97\">Malignant Melanoma</label>"
                + "<summary>Dark &amp; uneven.</summary></root>"),
        Reports.classified("r1"),
        List.of());
  }

  private static Report rejection() {
    return ReportAssembler.rejected(
        "q-2",
        Language.LANGUAGE_ENGLISH,
        StatusMapping.error(ErrorCode.CORRUPT_IMAGE, "A <bad> image.", "q-2"),
        Provenance.newBuilder().setReleaseId("r1").build());
  }
}
