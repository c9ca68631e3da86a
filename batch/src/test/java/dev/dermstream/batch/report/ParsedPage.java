package dev.dermstream.batch.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/** A page as a browser would take it, checked for what every page has to keep to. */
final class ParsedPage {
  /** Writes a page. */
  interface Writing {
    void to(OutputStream out) throws IOException, InterruptedException;
  }

  private final Document document;

  private ParsedPage(Document document) {
    this.document = document;
  }

  static ParsedPage of(Writing writing) throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writing.to(out);
    Parser parser = Parser.htmlParser().setTrackErrors(10);
    Document document = Jsoup.parse(out.toString(StandardCharsets.UTF_8), "", parser);
    assertThat(parser.getErrors()).isEmpty();
    keepsToItself(document);
    canBeReadAloud(document);
    return new ParsedPage(document);
  }

  private static void keepsToItself(Document document) {
    assertThat(document.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .startsWith("default-src 'none';");
    assertThat(document.select("script, iframe, object, embed, link, base, form, video, audio"))
        .isEmpty();
    for (Element element : document.getAllElements()) {
      element
          .attributes()
          .forEach(attribute -> {
            assertThat(attribute.getKey()).doesNotStartWith("on").isNotEqualTo("style");
            if (List.of("src", "href", "xlink:href", "srcset").contains(attribute.getKey())) {
              assertThat(attribute.getValue()).matches("data:image/jpeg;base64,.*|#[a-z]+");
            }
          });
    }
    assertThat(document.select("style").html()).doesNotContain("url(", "@import");
  }

  private static void canBeReadAloud(Document document) {
    assertThat(document.select("html").attr("lang")).isEqualTo("en");
    assertThat(document.select("img:not([alt]), svg:not([aria-label]):not([aria-hidden])"))
        .isEmpty();
    for (Element table : document.select("table")) {
      assertThat(table.select("caption").text()).isNotEmpty();
      assertThat(table.select("thead th[scope=col]")).isNotEmpty();
      assertThat(table.select("tbody tr"))
          .allSatisfy(row -> assertThat(row.select("th[scope=row]")).hasSize(1));
    }
  }

  /** Texts of the cells of a section's rows, bars left out. */
  List<List<String>> rows(String section) {
    return document.select("#" + section + " tbody tr").stream()
        .map(row -> row.select("th, td:not(.bars)").eachText())
        .toList();
  }

  String text(String section) {
    return document.select("#" + section).text();
  }

  String header() {
    return document.select("header").text();
  }

  List<String> captions(String section) {
    return document.select("#" + section + " figcaption").eachText();
  }

  /** What is said in place of the figures of a section. */
  List<String> alternatives(String section) {
    return document.select("#" + section + " svg[role=img]").eachAttr("aria-label");
  }

  Document document() {
    return document;
  }
}
