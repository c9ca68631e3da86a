package dev.dermstream.batch.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TbodyTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.List;

/**
 * A table with a caption, a head for every column, and a head for every row in its first. Wider
 * than the screen it scrolls by itself, by key too.
 */
final class Table {
  private final String caption;
  private final TrTag heads = tr();
  private final List<String> kinds = new ArrayList<>();
  private final TbodyTag body = tbody();
  private boolean visible;

  Table(String caption) {
    this.caption = caption;
  }

  /** The caption is seen too, not only heard: no heading says the same. */
  Table visible() {
    visible = true;
    return this;
  }

  /** A column of words. */
  Table words(String head) {
    return column(head, "words");
  }

  /** A column of numbers. */
  Table numbers(String head) {
    return column(head, "numbers");
  }

  /** A column that takes what room there is. */
  Table wide(String head) {
    return column(head, "bars");
  }

  private Table column(String head, String kind) {
    heads.with(th(head).attr("scope", "col").withClass(kind));
    kinds.add(kind);
    return this;
  }

  /** A row, as many cells as columns. */
  Table row(DomContent... cells) {
    TrTag row = tr();
    for (int i = 0; i < cells.length; i++) {
      row.with(
          i == 0
              ? th(cells[i]).attr("scope", "row").withClass(kinds.get(i))
              : td(cells[i]).withClass(kinds.get(i)));
    }
    body.with(row);
    return this;
  }

  /** A row of texts, as many as columns. */
  Table row(String... cells) {
    DomContent[] texts = new DomContent[cells.length];
    for (int i = 0; i < cells.length; i++) {
      texts[i] = text(cells[i]);
    }
    return row(texts);
  }

  boolean isEmpty() {
    return body.getNumChildren() == 0;
  }

  DomContent build() {
    return div(table(caption(caption).withCondClass(!visible, "heard"), thead(heads), body))
        .withClass("wide")
        .attr("role", "region")
        .attr("aria-label", caption)
        .withTabindex(0);
  }
}
