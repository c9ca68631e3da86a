package dev.dermstream.batch.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.document;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;

import j2html.rendering.FlatHtml;
import j2html.tags.DomContent;
import j2html.tags.specialized.HeaderTag;
import j2html.tags.specialized.MainTag;
import j2html.tags.specialized.NavTag;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * One HTML page that needs no other file and no network and runs no script, for light and dark
 * screens of any width and for paper. Whatever comes from data is text in it.
 */
final class Page {
  /** Nothing is fetched and nothing runs, whatever a name would have the page do. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
          + " form-action 'none'";

  private final String title;
  private final HeaderTag header;
  private final NavTag contents = nav().attr("aria-label", "Contents");
  private final MainTag main = main();

  Page(String title, String kind) {
    this.title = title + " · " + kind;
    this.header = header(p(kind).withClass("kind"), h1(title));
  }

  /** What stands above everything else. */
  Page top(DomContent... content) {
    header.with(content);
    return this;
  }

  /** A part with a heading. */
  Page part(String id, String heading, DomContent... content) {
    contents.with(a(heading).withHref("#" + id));
    main.with(section(h2(heading)).withId(id).with(content));
    return this;
  }

  static DomContent note(String sentence) {
    return p(sentence).withClass("note");
  }

  /** Writes the page in UTF-8 and leaves the stream open. */
  void write(OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    FlatHtml<Writer> rendered = FlatHtml.into(writer);
    document().render(rendered);
    html(
            head(
                meta().withCharset("utf-8"),
                meta().attr("http-equiv", "Content-Security-Policy").withContent(POLICY),
                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                meta().withName("referrer").withContent("no-referrer"),
                title(title),
                style(rawHtml(css()))),
            body(header.with(contents), main))
        .withLang("en")
        .render(rendered);
    writer.flush();
  }

  private static String css() throws IOException {
    try (InputStream css = Page.class.getResourceAsStream("/batch/report.css")) {
      if (css == null) {
        throw new IllegalStateException("batch/report.css is not on the class path");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
