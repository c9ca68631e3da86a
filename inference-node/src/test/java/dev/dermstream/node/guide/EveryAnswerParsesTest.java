package dev.dermstream.node.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A model of random weights, cut at every limit from the shortest form up, always answers. */
class EveryAnswerParsesTest {
  private static final long SEED = 5;
  private static final Gson STRICT =
      new GsonBuilder().setStrictness(Strictness.STRICT).disableHtmlEscaping().create();

  static Stream<Arguments> forms() {
    List<Arguments> all = new ArrayList<>();
    for (OutputForm form : OutputForm.values()) {
      for (Language language : List.of(Language.LANGUAGE_ENGLISH, Language.LANGUAGE_KOREAN)) {
        all.add(Arguments.of(form, language, "byte-level"));
        all.add(Arguments.of(form, language, "spanning"));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("forms")
  void atEveryLimitFromTheShortest(OutputForm form, Language language, String kind)
      throws IOException {
    TokenBytes vocabulary =
        kind.equals("spanning") ? Vocabularies.spanning() : Vocabularies.byteLevel();
    GuidedForm guided =
        new GuideCompiler(vocabulary, java.util.Set.of(Vocabularies.END))
            .compile(Profiles.of(form), language);
    Random random = new Random(SEED);
    boolean korean = language == Language.LANGUAGE_KOREAN;
    for (int limit = guided.shortest(); limit < guided.shortest() + 200; limit++) {
      Writing writing =
          Writing.greedy(
              guided,
              vocabulary,
              limit,
              logits -> {
                for (int id = 0; id < logits.length; id++) {
                  logits[id] = random.nextFloat();
                }
              });

      String place = "seed %d, limit %d: %s".formatted(SEED, limit, writing.text());
      assertThat(writing.guide().complete()).as(place).isTrue();
      requireParses(form, writing.text(), korean, place);
    }
  }

  private static void requireParses(OutputForm form, String text, boolean korean, String place) {
    switch (form) {
      case XML_REPORT -> requireReport(text, korean, place);
      case JSON_RECORD -> requireRecord(text, korean, place);
      case LABEL -> assertThat(names(korean)).as(place).contains(text);
      case NUMBER ->
          assertThat(Profiles.LABELS)
              .as(place)
              .extracting(label -> String.valueOf(label.idCode()))
              .contains(text);
      case FREE_TEXT -> assertThat(text).as(place).doesNotContain("\uFFFD");
    }
  }

  private static void requireReport(String text, boolean korean, String place) {
    Element root = root(text, place);
    assertThat(root.getTagName()).as(place).isEqualTo("root");
    assertThat(children(root, "label")).as(place).hasSize(1);
    for (String element : List.of("label", "similar_label")) {
      children(root, element).forEach(label -> requireLabel(label, korean, place));
    }
    assertThat(children(root, "summary").getFirst().getTextContent()).as(place).isNotBlank();
    assertThat(children(root, "similar_labels")).as(place).hasSize(1);
  }

  private static void requireLabel(Element label, boolean korean, String place) {
    int idCode = Integer.parseInt(label.getAttribute("id_code"));
    assertThat(Double.parseDouble(label.getAttribute("score"))).as(place).isBetween(0.0, 100.0);
    assertThat(Profiles.LABELS)
        .as(place)
        .anyMatch(
            of -> of.idCode() == idCode && Form.name(of, korean).equals(label.getTextContent()));
  }

  private static void requireRecord(String text, boolean korean, String place) {
    JsonObject record = STRICT.fromJson(text, JsonObject.class);
    assertThat(record.keySet())
        .as(place)
        .containsExactly("lesion_type", "color", "symmetry", "summary");
    assertThat(names(korean)).as(place).contains(record.get("lesion_type").getAsString());
    assertThat(record.get("color").getAsString()).as(place).isNotEmpty();
    assertThat(korean ? Profiles.FIELDS.get(2).korean() : Profiles.FIELDS.get(2).english())
        .as(place)
        .contains(record.get("symmetry").getAsString());
    assertThat(record.get("summary").getAsString()).as(place).isNotEmpty();
  }

  private static List<String> names(boolean korean) {
    return Profiles.LABELS.stream().map((LabelName label) -> Form.name(label, korean)).toList();
  }

  private static Element root(String text, String place) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(text)))
          .getDocumentElement();
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError(place, e);
    }
  }

  private static List<Element> children(Element root, String name) {
    NodeList nodes = root.getElementsByTagName(name);
    List<Element> children = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      children.add((Element) nodes.item(i));
    }
    return children;
  }
}
