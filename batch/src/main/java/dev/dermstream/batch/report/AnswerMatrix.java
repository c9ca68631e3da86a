package dev.dermstream.batch.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.span;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TbodyTag;
import j2html.tags.specialized.TrTag;
import java.util.List;

/**
 * A row for each answer of the first job, a column for each of the second. Columns are named by
 * number, so that many fit beside each other.
 */
final class AnswerMatrix {
  private static final int MOST = 30;
  private static final int SHADES = 5;

  private AnswerMatrix() {}

  static DomContent of(ComparisonTally tally) {
    List<String> all = tally.answers();
    List<String> answers = all.subList(0, Math.min(MOST, all.size()));
    TrTag heads = tr(th("first job ↓ second job →").attr("scope", "col").withClass("words"));
    TbodyTag body = tbody();
    for (int i = 0; i < answers.size(); i++) {
      String name = Words.shown(answers.get(i));
      heads.with(
          th(span(Integer.toString(i + 1)).attr("aria-label", name).withTitle(name))
              .attr("scope", "col"));
      body.with(row(tally, answers, i));
    }
    String cut =
        all.size() > MOST
            ? " The %d most frequent answers of %s.".formatted(MOST, Words.count(all.size()))
            : "";
    String what = "Answers of the second job by those of the first";
    return each(
        h3("As a matrix"),
        Page.note(
            "Columns are numbered as rows are. Unchanged answers are framed; the shade is the share"
                + " of the row."
                + cut),
        div(table(caption(what).withClass("heard"), thead(heads), body).withClass("matrix"))
            .withClass("wide")
            .attr("role", "region")
            .attr("aria-label", what)
            .withTabindex(0));
  }

  private static DomContent row(ComparisonTally tally, List<String> answers, int row) {
    String from = answers.get(row);
    long total = answers.stream().mapToLong(to -> tally.count(from, to)).sum();
    TrTag cells =
        tr(
            th("%d  %s".formatted(row + 1, Words.shown(from)))
                .attr("scope", "row")
                .withClass("words"));
    for (String to : answers) {
      long count = tally.count(from, to);
      long shade = count == 0 ? 0 : Math.ceilDiv(SHADES * count, total);
      cells.with(
          td(count == 0 ? "" : Words.count(count))
              .withClass("shade" + shade + (from.equals(to) ? " same" : "")));
    }
    return cells;
  }
}
